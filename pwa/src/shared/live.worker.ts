// One stream a browser: every tab of it shares this worker's connection.
const scope = self as unknown as SharedWorkerGlobalScope;

const ports = new Set<MessagePort>();
let source: EventSource | null = null;

function tell(kind: string): void {
  for (const port of ports) port.postMessage(kind);
}

function open(): void {
  source = new EventSource('/api/live');
  source.onopen = () => tell('open');
  source.onerror = () => {
    tell('closed');
    if (source?.readyState === EventSource.CLOSED) setTimeout(open, 3000);
  };
  for (const kind of ['more', 'positions']) source.addEventListener(kind, () => tell(kind));
}

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = (message) => {
    if (message.data === 'bye') ports.delete(port);
  };
  if (source) port.postMessage('more');
  else open();
};

export {};
