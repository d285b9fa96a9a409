import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cycle, job, meta, type Page, Phone, put, rows, tap } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const kept = async () => (await rows(page, 'outbox')).map(({ id, body }) => [id, body]);

describe('a tap', () => {
  it('is down before it is called saved, in the lane of its visit and under the next number of that lane', async () => {
    const saved = [await tap(page, 'accept'), await tap(page, 'note', 'b'), await tap(page, 'set_off')];
    const after = await phone.page(); // nothing of the first page is left but what it wrote
    expect(after.state.commands.value).toEqual(saved);
    const id = await after.key.phoneId();
    expect(saved.map((row) => [row.lane, row.lane_seq])).toEqual([
      [`a:${id}`, 1],
      [`b:${id}`, 1],
      [`a:${id}`, 2],
    ]);
    expect((await tap(after, 'arrive')).lane_seq).toBe(3);
  });

  it('is written with strict durability', async () => {
    const opened = vi.mocked(IDBDatabase.prototype.transaction);
    opened.mockClear();
    await tap(page);
    const writing = opened.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writing.map(([stores, , options]) => [stores, options?.durability])).toEqual([
      [['meta'], 'strict'], // the phone's key
      [['outbox', 'meta', 'drafts'], 'strict'],
    ]);
  });

  it('that was not saved says so, and takes neither a number nor a place in the queue', async () => {
    phone.full('outbox');
    await expect(phone.through(tap(page))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect([page.state.failure.value, page.state.commands.value]).toEqual(['QuotaExceededError', []]);
    phone.full();
    expect((await tap(page)).lane_seq).toBe(1);
    expect(page.state.failure.value).toBe(null);
  });

  it.each([
    [2, 'saved'],
    [3, 'UnknownError'],
  ])('after the database lost its connection %d times in a row is %s', async (times, said) => {
    await page.key.phoneId();
    const opened = vi.mocked(IDBDatabase.prototype.transaction);
    const fails = () => {
      throw new DOMException('Connection to Indexed Database server lost. Refresh the page', 'UnknownError');
    };
    for (let n = 0; n < times; n++) opened.mockImplementationOnce(fails);
    const outcome = await tap(page).then(
      () => 'saved',
      (error) => error.name,
    );
    const failure = said === 'saved' ? null : said;
    expect([outcome, (await kept()).length, page.state.failure.value]).toEqual([said, said === 'saved' ? 1 : 0, failure]);
  });

  it('is the same tap where the browser lost the connection only after it was down', async () => {
    const whole = IDBTransaction.prototype.commit;
    let lost = 0;
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
      whole.call(this);
      if (lost++ === 0) throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
    });
    const saved = await tap(page);
    expect(lost).toBe(1);
    expect(await kept()).toEqual([[saved.id, saved.body]]);
    expect((await tap(page, 'set_off')).lane_seq).toBe(2);
  });

  it('takes what it says out of the draft in the same transaction, or neither', async () => {
    const { keepWords, ending, changeNow } = page.drafts;
    const { withoutWords } = page.changes;
    const note = () => page.outbox.save({ ...NOTE, ends: ending('a', withoutWords('sheet:note')) });
    keepWords('a', 'sheet:note', { text: 'Half a sentence' });
    await changeNow('a');
    phone.refuse((store) => store === 'outbox' && 'DataError');
    await expect(note()).rejects.toMatchObject({ name: 'DataError' });
    expect((await rows(page, 'drafts')).map((row) => row.words)).toEqual([{ 'sheet:note': { text: 'Half a sentence' } }]);
    phone.full();
    await note();
    expect([await rows(page, 'drafts'), page.state.drafts.value, (await kept()).length]).toEqual([[], [], 1]);
  });

  it('goes on with the numbers that this page knows, where its database was begun anew', async () => {
    await tap(page, 'accept');
    await tap(page, 'set_off');
    await page.db.write(['meta'], async (tx) => {
      for (const key of await tx.objectStore('meta').getAllKeys())
        if (String(key).startsWith('lane:')) await tx.objectStore('meta').delete(key);
    });
    expect((await tap(page, 'arrive')).lane_seq).toBe(3);
  });
});

const NOTE = { kind: 'act', attendance_id: 'a', action: 'note', expected: 'assigned' } as const;
const BEGUN = {
  account_id: null,
  site_id: null,
  contact_id: null,
  kind: 'repair',
  fault: 'Down',
  serial: '',
  model: '',
} as const;
const ELSEWHERE = { account_name: 'W', address: 'S', contact_name: 'D', contact_phone: '1', lat: 1, lon: 2, language: 'en' };

describe('a visit that is begun here', () => {
  it('stands first in its lane, and what follows it is sent after it', async () => {
    const visit = (await page.outbox.beginOrder({ ...BEGUN, elsewhere: ELSEWHERE }, null)) as string;
    expect(page.state.views.value.map((view) => view.attendance_id)).toEqual([visit]);
    vi.setSystemTime(Date.now() - 3_600_000); // the phone's clock is set back between two taps
    await tap(page, 'set_off', visit);
    await tap(page, 'accept', 'other');
    await cycle(page);
    const sent = phone.server.sent().map((body) => JSON.parse(body));
    const own = sent.filter((row) => row.attendance_id === visit);
    expect(own.map((row) => [row.kind, row.lane_seq])).toEqual([
      ['begin_order', 1],
      ['act', 2],
    ]);
  });
});

describe('what is about nobody’s visit', () => {
  it('has a lane of its own', async () => {
    await put(page, 'jobs', job('a'));
    await page.outbox.sayDuty('on');
    await tap(page);
    const id = await page.key.phoneId();
    expect([await meta(page, `lane:duty:${id}`), await meta(page, `lane:a:${id}`)]).toEqual([1, 1]);
  });
});
