// A link to an order.
import type { ComponentChildren } from 'preact';
import { at, beside, go } from '../app/router';

/** Opens an order beside the board. */
export function OrderLink({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <a
      href={at({ order: id }, beside.value).href}
      onClick={(event) => {
        event.preventDefault();
        go({ order: id }, beside.value);
      }}
    >
      {children}
    </a>
  );
}
