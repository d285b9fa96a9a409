import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cycle, job, meta, NOW, type Page, Phone, photo, put, rows, tap } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const shown = (of = page) => of.state.jobs.value.map((row) => `${row.attendance_id} ${row.status}`);
const states = async () => (await rows(page, 'outbox')).map((row) => row.state);
/** The server has this day, whole or what changed of it. */
async function day(full: boolean, ...jobs: ReturnType<typeof job>[]) {
  phone.server.jobs = jobs;
  phone.server.page.full = full;
  return page.pull.pull();
}

describe('the day', () => {
  it('is fetched whole first, and then what changed since, on top of the rest', async () => {
    phone.server.seq = 7;
    await day(true, job('b', { window_to: '2' }), job('a', { window_to: '1' }));
    phone.server.seq = 9;
    expect(await day(false, job('b', { window_to: '0', status: 'accepted' }))).toEqual({ changed: true, restored: false });
    expect(phone.server.requests('/api/phone/pull').map((row) => row.path)).toEqual([
      '/api/phone/pull',
      '/api/phone/pull?epoch=first&since=7',
    ]);
    expect(shown()).toEqual(['b accepted', 'a assigned']);
    expect([shown(await phone.page()), await meta(page, 'seq')]).toEqual([['b accepted', 'a assigned'], 9]);
    expect((await day(false)).changed).toBe(false);
  });

  it('has a tap on top until what was fetched has it', async () => {
    await day(true, job('a'));
    await tap(page, 'accept');
    phone.server.fault = ({ path }) => (path.startsWith('/api/phone/pull') ? 'offline' : null);
    await cycle(page);
    expect([await states(), page.state.views.value.map((view) => view.status)]).toEqual([['received'], ['accepted']]);
    phone.server.fault = () => null;
    await day(false, job('a')); // the office has taken it back meanwhile
    expect(page.state.views.value.map((view) => view.status)).toEqual(['assigned']);
  });

  it.each([
    ['a tap waits', () => tap(page, 'note')],
    ['a report is half written', () => page.drafts.changeNow('a', page.changes.value('advice', 'Oil'))],
    ['words are on the screen only', async () => page.drafts.change('a', page.changes.value('advice', 'Oil'))],
  ])('leaves a visit that it does not list any more on the phone as long as %s', async (_, work) => {
    await day(true, job('a'), job('b'));
    await work();
    await day(true, job('c'));
    expect([shown(), (await rows(page, 'jobs')).map((row) => row.attendance_id)]).toEqual([
      ['a assigned', 'c assigned'],
      ['a', 'c'],
    ]);
    await cycle(page);
    await page.drafts.changeNow('a', page.changes.value('advice', ''));
    await day(false);
    expect([shown(), await rows(page, 'jobs')]).toEqual([['c assigned'], [job('c')]]);
  });

  it('forgets a visit that was given by mistake, but not what was recorded there', async () => {
    await day(true, job('a'), job('b'));
    await tap(page, 'note');
    const mistake = { ended_at: new Date(NOW).toISOString(), end_reason: 'withdrawn' };
    await day(false, job('a', mistake), job('b', mistake), job('never', mistake));
    expect([shown(), (await rows(page, 'jobs')).map((row) => row.attendance_id)]).toEqual([['a assigned'], ['a']]);
    await cycle(page);
    await day(false);
    expect([shown(), await rows(page, 'jobs')]).toEqual([[], []]);
  });

  it('is not taken by halves: where there is no room for it nothing of it counts, and nobody waits', async () => {
    await day(true, job('a'));
    phone.full('jobs');
    phone.server.seq = 5;
    await expect(day(false, job('b'))).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect([shown(), await meta(page, 'seq'), page.state.cursor.value]).toEqual([['a assigned'], 0, 0]);
  });
});

describe('a server that was restored', () => {
  it('of another epoch gets all that the phone still has once more, photos and what it had refused too', async () => {
    const saved = [await tap(page, 'accept'), await tap(page, 'set_off')];
    await put(page, 'blobs', photo('p'));
    phone.server.judge = (body) => (body === saved[1]?.body ? { result: 'rejected', code: 'not_yours', feed_seq: null } : {});
    await cycle(page);
    expect([await states(), (await rows(page, 'blobs')).map((row) => row.state)]).toEqual([['received', 'attention'], ['sent']]);
    const restored = phone.server;
    restored.epoch = 'second';
    restored.commands.clear();
    restored.blobs.clear();
    restored.judge = () => ({});
    await cycle(page); // learns of it
    expect(await states()).toEqual(['waiting', 'waiting']);
    await cycle(page);
    expect([...restored.commands.values()]).toEqual(saved.map((row) => row.body));
    expect([await states(), (await rows(page, 'blobs')).map((row) => row.state)]).toEqual([['received', 'received'], ['sent']]);
    expect([...restored.blobs.keys()]).toEqual(['p']);
  });

  it('that lost only its last rows gets only what came after the last that both know', async () => {
    phone.server.page.mark = 11;
    const first = await tap(page, 'accept');
    await cycle(page);
    phone.server.page.mark = 12;
    const second = await tap(page, 'set_off');
    await cycle(page);
    expect(await meta(page, 'marks')).toEqual([
      [2, 12],
      [1, 11],
    ]);
    Object.assign(phone.server, { common: 1, seq: 1, page: { lost: true, mark: 11 } });
    await page.pull.pull();
    expect(phone.server.requests('/api/phone/common').map((row) => JSON.parse(row.text).known)).toEqual([
      [
        [2, 12],
        [1, 11],
      ],
    ]);
    const byId = new Map((await rows(page, 'outbox')).map((row) => [row.id, row.state]));
    expect([byId.get(first.id), byId.get(second.id)]).toEqual(['received', 'waiting']);
  });
});

describe('what is forgotten', () => {
  it('is what the server has had for thirty days, and visits that ended two days ago and have nothing written', async () => {
    await day(true, job('a', { ended_at: '2026-03-01T10:00:00Z' }), job('b', { ended_at: '2026-03-01T10:00:00Z' }), job('c'));
    await page.drafts.changeNow('b', page.changes.value('advice', 'Oil'));
    await put(page, 'blobs', photo('sent', { state: 'sent' }));
    await put(page, 'blobs', photo('waiting'));
    await tap(page, 'note', 'c');
    phone.server.fault = ({ path }) => (path.startsWith('/api/blobs/') ? 'offline' : null);
    await cycle(page);
    await tap(page, 'note', 'c');
    const later = NOW + 30 * 86_400_000;
    await page.pull.forget(NOW + 86_400_000 + 1);
    expect([shown(), (await states()).length]).toEqual([['b assigned', 'c assigned'], 2]);
    await page.pull.forget(later);
    expect((await states()).length).toBe(2);
    await page.pull.forget(later + 60_000);
    expect([await states(), page.state.commands.value.length]).toEqual([['waiting'], 1]);
    expect((await rows(page, 'blobs')).map((row) => row.sha256)).toEqual(['waiting']);
  });
});
