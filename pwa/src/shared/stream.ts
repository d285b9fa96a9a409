// A stream of hints that is never left closed. The browser reconnects by itself where the network failed, but gives a stream up
// for ever at the first answer that is none (a 503 while the server starts, a proxy's page): then it is opened anew from here.
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export type Heard = 'more' | 'positions' | 'open' | 'closed';

/** data: rows that came along, or nothing where they are to be asked for. */
export type Hear = (hint: Heard, data?: string) => void;

/** The answer closes it. */
export function stream(path: string, hear: Hear): () => void {
  let source: EventSource;
  let pause = FIRST_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      hear('open');
    };
    source.onerror = () => {
      hear('closed');
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pause * (0.5 + Math.random() / 2)); // not all browsers of a company in the same moment
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    for (const kind of ['more', 'positions'] as const) source.addEventListener(kind, (event) => hear(kind, event.data));
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
