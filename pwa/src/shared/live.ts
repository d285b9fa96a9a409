// Hints from the server that there is more. What it is, each face reads with its own cursor.
export type Hint = 'more' | 'positions' | 'open' | 'closed';

export function listen(hear: (hint: Hint) => void): () => void {
  if ('SharedWorker' in globalThis) {
    const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'outrider-live' });
    worker.port.onmessage = (event) => hear(event.data as Hint);
    worker.port.start();
    const bye = () => worker.port.postMessage('bye');
    addEventListener('pagehide', bye);
    return bye;
  }
  const source = new EventSource('/api/live');
  source.onopen = () => hear('open');
  source.onerror = () => hear('closed');
  source.addEventListener('more', () => hear('more'));
  source.addEventListener('positions', () => hear('positions'));
  return () => source.close();
}
