// Tabs of one browser share a database: what one of them wrote or sent, the others show.
import { load, loadRows, me } from './state';

/** By their ids; without any, how many photos wait may be another number. */
interface Rows {
  commands?: string[];
  drafts?: string[];
}

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outrider-data') : null;
/** What was told and is not read yet; null: everything may be another. */
let told: (Rows | null)[] = [];
let reading = false;

export function tellTabs(rows: Rows | null = null): void {
  tabs?.postMessage({ user: me.value?.user_id, rows });
}

export function hearTabs(): void {
  tabs?.addEventListener('message', ({ data }) => {
    if (data.user === me.value?.user_id) told.push(data.rows);
    void catchUp();
  });
  document.addEventListener('visibilitychange', () => void catchUp());
}

/** A tab that nobody sees reads nothing; what is told while one reads is read once, afterwards. */
async function catchUp(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    while (told.length && document.visibilityState === 'visible') {
      const news = told;
      told = [];
      const ids = (name: keyof Rows) => new Set(news.flatMap((rows) => rows?.[name] ?? []));
      await (news.includes(null) ? load() : loadRows(ids('commands'), ids('drafts')));
    }
  } finally {
    reading = false;
  }
}
