// The frame of a list with columns: their headings, an empty one where the row's buttons are.
import type { ComponentChildren } from 'preact';

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
