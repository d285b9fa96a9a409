// A sign of life of the tab that sends, seen by the others at once; worth nothing after a restart.
const BEAT = 'outrider_sending';

export function beat(): void {
  localStorage.setItem(BEAT, String(Date.now()));
}

/** When the last one was, by this phone's clock; 0: never. */
export function lastBeat(): number {
  return Number(localStorage.getItem(BEAT) ?? 0);
}
