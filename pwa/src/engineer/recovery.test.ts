import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cycle, job, meta, type Page, Phone, photo, put, rows, tap, until } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
  page.rescue.watchForWipes();
});
afterEach(() => phone.end());

const device = (of = page) => of.db.readDevice('me') as Promise<{ name: string } | undefined>;

describe('what the browser deletes under an open app', () => {
  it('is put back as this page knows it: taps, drafts, numbers, key, day, and whose it is', async () => {
    phone.server.jobs = [job('a')];
    await page.pull.pull();
    const saved = [await tap(page, 'accept'), await tap(page, 'set_off')];
    await page.drafts.changeNow('a', page.changes.value('advice', 'Oil'));
    const key = await page.key.phoneId();
    await phone.wipe();
    await until(() => page.rescue.wiped.value);
    expect(page.rescue.wiped.value).toEqual({ photos: 0 });
    expect((await rows(page, 'outbox')).map(({ id, body }) => [id, body])).toEqual(saved.map(({ id, body }) => [id, body]));
    expect((await rows(page, 'drafts')).map((row) => row.values)).toEqual([{ advice: 'Oil' }]);
    expect([await meta(page, `lane:a:${key}`), ((await meta(page, 'phone')) as { id: string }).id]).toEqual([2, key]);
    expect([(await rows(page, 'jobs')).length, (await device())?.name]).toEqual([1, 'Bob']);
    await cycle(page);
    expect([...phone.server.commands.values()]).toEqual(saved.map((row) => row.body));
    expect((await tap(page, 'arrive')).lane_seq).toBe(3);
  });

  it('and cannot come back is told: photos; with them goes the signature under what named them', async () => {
    await put(page, 'blobs', photo('p'));
    await page.state.countPhotos();
    await page.drafts.changeNow('a', page.changes.value('advice', 'Oil'), page.changes.photo('p'));
    const read = page.drafts.draftOf('a');
    await page.drafts.changeNow('a', page.changes.signedBy({ text: '…', customer: {} as never }, read));
    await phone.wipe();
    await until(() => page.rescue.wiped.value);
    expect(page.rescue.wiped.value).toEqual({ photos: 1 });
    const there = { photos: [], signing: undefined, values: { advice: 'Oil' } };
    expect([await rows(page, 'drafts'), page.state.drafts.value]).toMatchObject([[there], [there]]);
    expect(page.state.waitingPhotos.value.size).toBe(0);
  });

  it('is put back before anything else is written: where there is no room for it, nothing is called saved', async () => {
    const saved = await tap(page, 'accept');
    phone.full('outbox');
    await phone.wipe();
    await until(() => page.state.failure.value);
    expect(page.state.failure.value).toBe('QuotaExceededError');
    await expect(phone.through(tap(page, 'set_off'))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    phone.full();
    const next = await tap(page, 'set_off');
    expect((await rows(page, 'outbox')).map((row) => row.id).sort()).toEqual([saved.id, next.id].sort());
    expect(next.lane_seq).toBe(2);
  });

  it('is put back by two tabs, each what it knows; the newest draft counts', async () => {
    const other = await phone.page();
    other.rescue.watchForWipes();
    const mine = await tap(page, 'accept');
    const theirs = await tap(other, 'set_off');
    await page.drafts.changeNow('a', page.changes.value('advice', 'Old'));
    vi.setSystemTime(Date.now() + 1000);
    await other.drafts.changeNow('a', other.changes.value('advice', 'New'));
    await phone.wipe();
    await until(() => page.rescue.wiped.value && other.rescue.wiped.value);
    expect((await rows(page, 'outbox')).map((row) => row.id).sort()).toEqual([mine.id, theirs.id].sort());
    expect((await rows(page, 'drafts')).map((row) => row.values.advice)).toEqual(['New']);
  });

  it('opens afterwards by the password alone, where the phone was locked', async () => {
    page.state.locked.value = true;
    await phone.wipe();
    await until(() => page.rescue.wiped.value);
    expect(await page.db.readDevice('locked')).toBe(page.state.me.value?.user_id);
  });
});

describe('what went behind a closed app', () => {
  it('is told by its number at the next start, where nobody’s database is left', async () => {
    await tap(page, 'accept');
    await tap(page, 'set_off');
    vi.stubGlobal('indexedDB', new IDBFactory());
    const after = await phone.fresh();
    await after.rescue.lookForLoss();
    expect(after.rescue.lostBefore.value).toBe(2);
    after.rescue.lossIsKnown();
    await after.rescue.lookForLoss();
    expect(after.rescue.lostBefore.value).toBe(0);
  });

  it('is nothing where the database is there', async () => {
    await tap(page, 'accept');
    const after = await phone.fresh();
    await after.rescue.lookForLoss();
    expect(after.rescue.lostBefore.value).toBe(0);
  });
});

describe('a newer release in another tab', () => {
  it('finds what was typed put down, and gets the database', async () => {
    page.drafts.change('a', page.changes.value('advice', 'The last word'));
    const asked = indexedDB.open(`outrider-${page.state.me.value?.user_id}`, 99);
    const newer = await new Promise<IDBDatabase>((done) => {
      asked.onsuccess = () => done(asked.result);
    });
    expect(page.rescue.outdated.value).toBe(true);
    const store = newer.transaction('drafts').objectStore('drafts').getAll();
    await new Promise((done) => {
      store.onsuccess = done;
    });
    expect(store.result.map((row) => row.values.advice)).toEqual(['The last word']);
    await expect(tap(page)).rejects.toMatchObject({ name: 'VersionError' });
    newer.close();
  });
});
