// Tabs of one browser share a database: what one of them wrote or sent, the others show.
import { load, me } from './state';

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outrider-data') : null;
let behind = false;

export function tellTabs(): void {
  tabs?.postMessage(me.value?.user_id);
}

export function hearTabs(): void {
  tabs?.addEventListener('message', ({ data }) => {
    behind ||= data === me.value?.user_id;
    catchUp();
  });
  document.addEventListener('visibilitychange', catchUp);
}

/** A tab that nobody sees reads nothing. */
function catchUp(): void {
  if (!behind || document.visibilityState !== 'visible') return;
  behind = false;
  void load();
}
