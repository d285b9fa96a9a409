// A list under a field, by keyboard: arrows go through it, Enter takes what is marked, Escape closes the list and nothing else.
import { useState } from 'preact/hooks';

interface Choice {
  /** How many stand there; none is no list. */
  count: number;
  onTake: (n: number) => void;
  onClose: () => void;
}

/** at: which one is marked, -1 for none. */
export function useChoice(list: string, { count, onTake, onClose }: Choice) {
  const [at, mark] = useState(0);
  const onKey = (event: KeyboardEvent) => {
    if (count === 0) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) mark(Math.min(Math.max(at + by, 0), count - 1));
    else if (event.key === 'Escape') onClose();
    else if (event.key !== 'Enter') return;
    else if (at >= 0) onTake(at);
    event.preventDefault();
    event.stopPropagation();
  };
  const field = {
    role: 'combobox' as const,
    autocomplete: 'off',
    'aria-expanded': count > 0,
    'aria-controls': list,
    'aria-activedescendant': count > 0 && at >= 0 ? `${list}-${at}` : undefined,
    onKeyDown: onKey,
  };
  const option = (n: number) => ({
    id: `${list}-${n}`,
    role: 'option' as const,
    tabIndex: -1,
    'aria-selected': at === n,
    class: at === n ? 'at' : '',
    onClick: () => onTake(n),
  });
  return { mark, field, option };
}
