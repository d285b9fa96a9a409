// Hints from the server that there is more. What it is, each face reads with its own cursor.
import { type Hear, type Heard, liveAt, type Stream, stream } from './stream';

interface Live {
  /** What this page's map shows, as the stream is told: part of an address, or nothing where no map is open. */
  show(map: string): void;
}

export function listen(hear: Hear): Live {
  if ('SharedWorker' in globalThis) {
    const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'outrider-live' });
    worker.port.onmessage = (event) => hear(...(event.data as [Heard, string?]));
    worker.port.start();
    addEventListener('pagehide', () => worker.port.postMessage('bye'));
    return { show: (map) => worker.port.postMessage({ map }) };
  }
  let shown = '';
  const alone: Stream = stream((seen) => liveAt([shown], seen), hear);
  return {
    show(map) {
      if (map !== shown) {
        shown = map;
        alone.turn();
      }
    },
  };
}
