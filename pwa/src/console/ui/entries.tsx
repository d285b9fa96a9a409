// The frame of a list with columns: their headings, an empty one where the row's buttons are.
import type { ComponentChildren } from 'preact';
import { go } from '../app/router';

export function Entries({ heads, also, children }: { heads: string[]; also?: string; children: ComponentChildren }) {
  return (
    <div class="scroll">
      <table class={also ? `entries ${also}` : 'entries'}>
        <thead>
          <tr>
            {heads.map((head, n) => (
              <th key={head || n}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** What opens a row: a link, which a press anywhere on the row reaches (styles/manage.css). */
export function Opening({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <a
      class="opening"
      href={`?row=${encodeURIComponent(id)}`}
      data-row={id}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a tab of its own
        event.preventDefault();
        go({ row: id });
      }}
    >
      {children}
    </a>
  );
}
