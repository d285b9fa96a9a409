// A link to an order.
import type { ComponentChildren } from 'preact';
import { go } from '../app/router';

/** Opens an order beside the board. */
export function OrderLink({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <a
      href={`/console?order=${id}`}
      onClick={(event) => {
        event.preventDefault();
        go({ order: id }, '/console');
      }}
    >
      {children}
    </a>
  );
}
