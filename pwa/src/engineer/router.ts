// The address bar is the state: /app/, /app/visit/ID, /app/visit/ID/report, …/sign, …/signed, /app/inbox, /app/pack, /app/begin, /app/car,
// /app/phone.
// The phone's own Back goes one screen back, and closes a sheet before it leaves the screen.
import { signal } from '@preact/signals';

interface Entry {
  /** The screen that this one was opened from. */
  from?: string;
  sheet?: boolean;
}

export const path = signal(location.pathname);
const sheets: (() => void)[] = [];
const here = () => (history.state ?? {}) as Entry;
if (here().sheet) history.replaceState({ from: here().from }, ''); // a page that is loaded anew has no sheet open

addEventListener('popstate', () => {
  if (sheets.length && !here().sheet) sheets.at(-1)?.();
  path.value = location.pathname;
});

export function go(to: string, replace = false): void {
  const over = here().sheet; // the entry of a sheet that was left this way is no screen to come back to
  const from = replace || over ? here().from : path.value;
  history[replace || over ? 'replaceState' : 'pushState']({ from }, '', to);
  path.value = to;
  scrollTo(0, 0);
}

/** Of a screen that is opened from anywhere, and leads back there. */
export function openedFrom(): string {
  return here().from ?? '/app/';
}

/** Back to that screen: by the history where it came from there, so that Back and the arrow do not pile up. */
export function back(to: string): void {
  if (here().from === to) history.back();
  else go(to, true);
}

/** Called when a sheet opens; the answer when it is gone. One sheet that follows another shares its entry. */
export function sheetOpened(close: () => void): () => void {
  sheets.push(close);
  if (!here().sheet) history.pushState({ ...here(), sheet: true }, '');
  return () => {
    sheets.splice(sheets.indexOf(close), 1);
    setTimeout(() => {
      if (!sheets.length && here().sheet) history.back();
    });
  };
}

/** The phone's own Back does not leave: it is only told. The answer ends that. */
export function guardBack(told: () => void): () => void {
  const again = () => {
    history.pushState({ ...here(), sheet: true }, '');
    told();
  };
  return sheetOpened(again);
}
