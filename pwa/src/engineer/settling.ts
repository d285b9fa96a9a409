// How long what has just moved under the finger takes no tap.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Milliseconds: the second half of a double tap comes sooner. */
export const SETTLES = 450;

/** True for a moment after this has changed, from the very picture that shows it. */
export function useSettling(now: string): boolean {
  const [settling, setSettling] = useState(false);
  const shown = useRef(now);
  useLayoutEffect(() => {
    if (shown.current === now) return;
    shown.current = now;
    setSettling(true);
    const settled = setTimeout(() => setSettling(false), SETTLES);
    return () => clearTimeout(settled);
  }, [now]);
  return settling;
}
