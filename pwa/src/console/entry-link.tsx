// What is behind a name: its entry in the master data.
import type { ComponentChildren } from 'preact';
import { go } from './store';

export function EntryLink({ kind, id, children }: { kind: string; id: string; children: ComponentChildren }) {
  const path = `/console/manage/${kind}`;
  return (
    <a
      href={`${path}?row=${id}`}
      data-entry={kind}
      onClick={(event) => {
        event.preventDefault();
        go({ order: null, row: id }, path);
      }}
    >
      {children}
    </a>
  );
}

/** Plain where nothing stands behind it. */
export function linked(kind: string, id: string | null, text: string): ComponentChildren {
  if (!id) return text;
  return (
    <EntryLink kind={kind} id={id}>
      {text}
    </EntryLink>
  );
}
