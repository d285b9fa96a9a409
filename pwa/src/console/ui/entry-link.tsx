// What is behind a name: its entry in the master data. Plain where nothing stands behind it.
import { go } from '../app/router';

export function linked(kind: string, id: string | null, text: string) {
  if (!id) return text;
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
      {text}
    </a>
  );
}
