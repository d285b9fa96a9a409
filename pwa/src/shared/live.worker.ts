// One stream a browser: every tab of it shares this worker's connection, which asks for what all their maps show.
import { liveAt, type Stream, stream } from './stream';

const scope = self as unknown as SharedWorkerGlobalScope;

const ports = new Map<MessagePort, string>();
let shared: Stream | null = null;
let asked = '';

/** Another address only where the maps together show something else. */
function turn(): void {
  const wanted = liveAt(ports.values(), '');
  if (wanted === asked) return;
  asked = wanted;
  shared?.turn();
}

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.set(port, '');
  port.onmessage = ({ data }) => {
    if (data === 'bye') ports.delete(port);
    else ports.set(port, data.map);
    turn();
  };
  if (shared) {
    port.postMessage(['open']);
    return;
  }
  asked = liveAt(ports.values(), '');
  shared = stream(
    (seen) => liveAt(ports.values(), seen),
    (...heard) => {
      for (const other of ports.keys()) other.postMessage(heard);
    },
  );
};
