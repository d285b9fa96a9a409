// One stream a browser: every tab of it shares this worker's connection.
import { stream } from './stream';

const scope = self as unknown as SharedWorkerGlobalScope;

const ports = new Set<MessagePort>();
let opened = false;

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  port.onmessage = (message) => {
    if (message.data === 'bye') ports.delete(port);
  };
  if (opened) port.postMessage(['open']);
  else
    stream('/api/live', (...heard) => {
      for (const other of ports) other.postMessage(heard);
    });
  opened = true;
};
