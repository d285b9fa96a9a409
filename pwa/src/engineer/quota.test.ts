import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { meta, type Page, Phone, photo, put, rows, tap, until } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const MEGABYTE = 1_048_576;
const sizes = async () => (await rows(page, 'blobs')).map((row) => row.sha256);
/** Words find room once this has gone. */
const fullUntil = (gone: string) =>
  phone.refuse((store) => store === 'outbox' && !phone.deleted.has(gone) && 'QuotaExceededError');

describe('a word on a full phone', () => {
  it('takes the place of the ballast, and nothing else goes', async () => {
    await page.room.watchRoom();
    expect(((await meta(page, 'ballast')) as ArrayBuffer).byteLength).toBe(MEGABYTE / 2);
    await put(page, 'blobs', photo('waiting'));
    phone.deleted.clear();
    fullUntil('meta ballast');
    await phone.through(tap(page));
    expect([(await rows(page, 'outbox')).length, await sizes(), page.state.failure.value]).toEqual([1, ['waiting'], null]);
  });

  it('takes the place of photos that the server has, never of those that it has not', async () => {
    await put(page, 'blobs', photo('sent', { state: 'sent' }));
    await put(page, 'blobs', photo('waiting'));
    await put(page, 'blobs', photo('failed', { state: 'failed' }));
    fullUntil('blobs sent');
    await phone.through(tap(page));
    expect([(await rows(page, 'outbox')).length, await sizes()]).toEqual([1, ['failed', 'waiting']]);
  });

  it('waits for room that the browser gives back late, twelve seconds at most', async () => {
    phone.full('outbox');
    const saving = tap(page);
    let saved = false;
    void saving.then(() => (saved = true));
    await phone.wait(10_000);
    expect(saved).toBe(false);
    phone.full();
    await phone.wait(300);
    expect(saved).toBe(true);
  });

  it('is not tried again for another fault', async () => {
    let tries = 0;
    phone.refuse((store) => (store === 'outbox' && tries++ >= 0 ? 'DataError' : null));
    await expect(tap(page)).rejects.toMatchObject({ name: 'DataError' });
    expect(tries).toBe(1);
  });
});

describe('ballast', () => {
  it('is laid again once there is room, and a phone that is full has none', async () => {
    phone.refuse((store, key) => store === 'meta' && key === 'ballast' && 'QuotaExceededError');
    await page.room.watchRoom();
    expect(await meta(page, 'ballast')).toBe(undefined);
    phone.full();
    await phone.wait(61_000, 1_000);
    await until(() => meta(page, 'ballast'));
    expect(await meta(page, 'ballast')).toBeInstanceOf(ArrayBuffer);
  });
});

describe('a photo', () => {
  it.each([
    [20 * MEGABYTE + 1001, true],
    [20 * MEGABYTE + 1000, false],
  ])('of a thousand bytes with %d left fits: %s', async (left, fits) => {
    phone.estimate = { usage: 5, quota: left + 5 };
    expect(await page.room.fits(1000)).toBe(fits);
  });

  it('is tried where the browser does not tell how much room there is', async () => {
    expect(await page.room.fits(1e12)).toBe(true);
  });

  it('is warned of early', async () => {
    phone.estimate = { usage: 0, quota: 150 * MEGABYTE };
    await page.room.measure();
    expect(page.room.nearlyFull.value).toBe(false);
    phone.estimate = { usage: 1, quota: 150 * MEGABYTE };
    await page.room.measure();
    expect(page.room.nearlyFull.value).toBe(true);
  });
});
