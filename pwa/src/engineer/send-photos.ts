// Photos on their way: in pieces, by their hash, going on where they broke off.
import { Refusal } from '../shared/api';
import { sendBlob } from '../shared/send-blob';
import { read, write } from './db';
import { beat } from './heartbeat';
import type { Blob_ } from './model';
import { isFull } from './quota';
import { countPhotos, photosRefused } from './state';
import { tellTabs } from './tab-sync';

/** One that the server refuses leaves the others alone; it stays on the phone and is tried again with the next cycle. */
export async function sendPhotos(): Promise<void> {
  const keys = await read(['blobs'], (tx) => tx.objectStore('blobs').index('state').getAllKeys('waiting'));
  let refused: unknown = null;
  for (const key of keys) {
    const row = await read(['blobs'], (tx) => tx.objectStore('blobs').get(key));
    try {
      if (row) await sendPhoto(row);
      await countPhotos(); // one may have been taken meanwhile
      tellTabs({});
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 401) throw error;
      refused = error;
    }
  }
  if (refused) throw refused;
}

async function sendPhoto(row: Blob_): Promise<void> {
  try {
    await sendBlob(row.sha256, row, beat);
    await keepReceived(row);
  } catch (error) {
    if (!(error instanceof Refusal) || !['not_a_photo', 'too_large', 'too_many_pixels'].includes(error.code)) throw error;
    await write(['blobs'], (tx) => tx.objectStore('blobs').put({ ...row, state: 'failed', failed: error.code }));
    photosRefused.value = [...photosRefused.value, { sha256: row.sha256, why: error.code }];
  }
}

/** The server has it. It stays here for thirty days where there is room; on a full phone it goes at once. */
async function keepReceived(row: Blob_): Promise<void> {
  try {
    await write(['blobs'], (tx) => tx.objectStore('blobs').put({ ...row, state: 'sent' }));
  } catch (error) {
    if (!isFull(error)) throw error;
    await write(['blobs'], (tx) => tx.objectStore('blobs').delete(row.sha256));
  }
}
