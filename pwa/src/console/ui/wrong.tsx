// What is wrong with a field is said under it, and read with it.

export function Wrong({ name, words }: { name: string; words: boolean | string | undefined }) {
  if (typeof words !== 'string') return null;
  return (
    <span class="bad-word small" id={`wrong-${name}`} data-wrong={name}>
      {words}
    </span>
  );
}

export function describedBy(name: string, words: boolean | string | undefined): string | undefined {
  return typeof words === 'string' ? `wrong-${name}` : undefined;
}
