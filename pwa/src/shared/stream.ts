// A stream of hints that is never left closed. The browser reconnects by itself where the network failed, but gives a stream up
// for ever at the first answer that is none (a 503 while the server starts, a proxy's page): then it is opened anew from here.
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export type Heard = 'more' | 'positions' | 'open' | 'closed';

/** data: rows that came along, or nothing where they are to be asked for. */
export type Hear = (hint: Heard, data?: string) => void;

export interface Stream {
  close(): void;
  /** Asks for something else from here on: its address has changed. What came meanwhile is heard. */
  turn(): void;
}

/** Where the stream of all these maps is opened. */
export function liveAt(maps: Iterable<string>, seen: string): string {
  const shown = [...new Set(maps)].filter(Boolean).sort();
  return `/api/live?${shown.join('&') || 'box=none'}${seen && `&seen=${seen}`}`;
}

/** path: where it is opened; `seen` is the last number that was heard, so that nothing falls between one opening and the next. */
export function stream(path: (seen: string) => string, hear: Hear): Stream {
  let source: EventSource;
  let pause = FIRST_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = '';
  let turning = false;
  const open = () => {
    source = new EventSource(path(seen));
    source.onopen = () => {
      pause = FIRST_PAUSE;
      if (!turning) hear('open');
      turning = false;
    };
    source.onerror = () => {
      turning = false;
      hear('closed');
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pause * (0.5 + Math.random() / 2)); // not all browsers of a company in the same moment
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    for (const kind of ['more', 'positions'] as const)
      source.addEventListener(kind, (event) => {
        seen = event.lastEventId || seen;
        hear(kind, event.data);
      });
  };
  open();
  return {
    close() {
      clearTimeout(timer);
      source.close();
    },
    turn() {
      if (source.readyState === EventSource.CLOSED) return; // it is opened anew in a moment, at the new address
      turning = source.readyState === EventSource.OPEN;
      source.close();
      open();
    },
  };
}
