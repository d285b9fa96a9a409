// Tabs of one browser share a database: what one of them wrote or sent, the others show.
import { load, me } from './state';

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outrider-data') : null;

export function tellTabs(): void {
  tabs?.postMessage(me.value?.user_id);
}

/** Drafts stay: what is typed in this tab is newer than what lies in the database. */
export function hearTabs(): void {
  tabs?.addEventListener('message', ({ data }) => {
    if (data === me.value?.user_id) void load(false);
  });
}
