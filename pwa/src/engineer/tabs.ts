// Tabs of one browser share a database: what one of them wrote or sent, the others show.
import { load, me } from './state';

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outrider-data') : null;
let behind = false;
let reading = false;

export function tellTabs(): void {
  tabs?.postMessage(me.value?.user_id);
}

export function hearTabs(): void {
  tabs?.addEventListener('message', ({ data }) => {
    behind ||= data === me.value?.user_id;
    void catchUp();
  });
  document.addEventListener('visibilitychange', () => void catchUp());
}

/** A tab that nobody sees reads nothing; what is told while one reads is read once, afterwards. */
async function catchUp(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    while (behind && document.visibilityState === 'visible') {
      behind = false;
      await load();
    }
  } finally {
    reading = false;
  }
}
