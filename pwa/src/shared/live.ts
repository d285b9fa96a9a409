// Hints from the server that there is more. What it is, each face reads with its own cursor.
import { type Hear, type Heard, stream } from './stream';

export function listen(hear: Hear): () => void {
  if ('SharedWorker' in globalThis) {
    const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'outrider-live' });
    worker.port.onmessage = (event) => hear(...(event.data as [Heard, string?]));
    worker.port.start();
    const bye = () => worker.port.postMessage('bye');
    addEventListener('pagehide', bye);
    return bye;
  }
  return stream('/api/live', hear);
}
