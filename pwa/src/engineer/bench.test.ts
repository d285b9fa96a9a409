// A device on the bench: where it stands, and what was said of it without network, until the server knows it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Status } from '../shared/domain.gen';
import { cycle, job, type Page, Phone, rows } from '../test-kit/phone';
import { STEPS, sayable, stageOf } from './bench';
import { changed, nothing } from './draft-edits';
import { begunIn, withoutPicture, withPicture } from './inspection';
import type { Job, View } from './model';

type HandedIn = NonNullable<Job['handed_in']>;
type Quote = HandedIn['quotes'][number];

const NOTHING: HandedIn = {
  promised_on: '2026-03-05',
  accessories: '',
  condition: '',
  password_note: '',
  quote: null,
  agreed: null,
  outcome: null,
  findings: '',
  photos: [],
  quotes: [],
  currency: 'EUR',
};
const asked: Quote = {
  amount: '80.00',
  currency: 'EUR',
  work: 'New fan',
  made_at: '2026-03-02T09:00:00Z',
  agreed: null,
  answered_at: null,
  answered_by: '',
  how: null,
};
const answered = (agreed: boolean): Quote => ({ ...asked, agreed, answered_at: '2026-03-02T09:30:00Z', how: 'link' });

function device(status: Status, known: Partial<HandedIn> = {}): View {
  return { ...job('a', { kind: 'carry_in', status, undo_to: null, handed_in: { ...NOTHING, ...known } }), pending: 0 };
}

describe('what comes next', () => {
  it.each<[Status, Partial<HandedIn>, string, string | null | undefined]>([
    ['accepted', {}, 'begin', undefined],
    ['diagnosing', {}, 'inspect', 'inspect'],
    ['diagnosing', { outcome: 'fault_found' }, 'price', 'quote'],
    ['diagnosing', { outcome: 'no_fault' }, 'back', 'finish_work'],
    ['diagnosing', { outcome: 'not_repairable' }, 'back', 'finish_work'],
    ['awaiting_customer', { outcome: 'damage', quotes: [asked] }, 'asked', null],
    ['diagnosing', { quotes: [answered(true)] }, 'agreed', 'start_repair'],
    ['diagnosing', { quotes: [answered(true), answered(false)] }, 'declined', 'finish_work'],
    ['awaiting_customer', {}, 'other', undefined],
    ['repairing', { quotes: [answered(true)] }, 'work', 'finish_work'],
    ['testing', {}, 'work', 'finish_work'],
    ['awaiting_signature', { quotes: [answered(true)] }, 'ready', undefined],
  ])('at %s with %j it is %s', (status, known, stage, main) => {
    expect(stageOf(device(status, known))).toBe(stage);
    expect(STEPS[stageOf(device(status, known))]?.main).toBe(main);
  });

  it('is as for every visit where a server of an older release says less', () => {
    const { quotes: _, outcome: __, ...less } = NOTHING;
    const old = { ...device('diagnosing'), handed_in: less as HandedIn };
    expect([stageOf(old), sayable(old)]).toEqual(['inspect', ['inspect', 'quote']]);
  });

  it('is said of what lies open on the bench, one quote at a time, and of no visit', () => {
    expect(sayable(device('repairing'))).toEqual(['inspect', 'quote']);
    expect(sayable(device('awaiting_customer', { quotes: [asked] }))).toEqual(['inspect']);
    for (const status of ['assigned', 'accepted', 'awaiting_signature', 'signed'] as const)
      expect(sayable(device(status))).toEqual([]);
    expect(sayable({ ...device('diagnosing'), ended_at: '2026-03-02T09:00:00Z' })).toEqual([]);
    expect(sayable({ ...device('diagnosing'), kind: 'repair' })).toEqual([]);
  });
});

describe('without network', () => {
  let phone: Phone;
  let page: Page;
  const view = () => page.state.views.value[0] as View;
  const leave = () => page.drafts.ending('a', (draft) => draft);

  beforeEach(async () => {
    phone = new Phone();
    phone.server.jobs = [device('diagnosing')];
    page = await phone.page();
    await cycle(page);
    phone.server.fault = () => 'offline';
  });
  afterEach(() => phone.end());

  const speak = async () => {
    const photos = ['ab'.repeat(32)];
    expect(await page.inspection.inspect(view(), { outcome: 'fault_found', findings: 'Worn', photos }, leave())).toBe(true);
    expect(await page.inspection.quote(view(), { amount: '80', currency: 'EUR', work: 'New fan' }, leave())).toBe(true);
  };

  it('what was said stands there at once, as the server will have it', async () => {
    await speak();
    expect(view().handed_in).toMatchObject({ outcome: 'fault_found', findings: 'Worn', photos: ['ab'.repeat(32)] });
    expect(view().handed_in?.quotes).toMatchObject([{ amount: '80', currency: 'EUR', work: 'New fan', agreed: null }]);
    expect([view().status, view().undo_to, view().pending, stageOf(view())]).toEqual(['awaiting_customer', null, 2, 'asked']);
  });

  it('it outlives the app, and is sent in its order, each with where the order stood', async () => {
    await speak();
    page = await phone.page();
    expect(stageOf(view())).toBe('asked');
    phone.server.fault = () => null;
    await cycle(page);
    const sent = phone.server
      .sent()
      .map((body) => JSON.parse(body) as { kind: string; lane_seq: number; v: number; payload: object });
    expect(sent.map(({ kind, lane_seq, v }) => [kind, lane_seq, v])).toEqual([
      ['inspect', 1, 1],
      ['quote', 2, 1],
    ]);
    expect(sent.map(({ payload }) => payload)).toEqual([
      { outcome: 'fault_found', findings: 'Worn', photos: ['ab'.repeat(32)], expected: 'diagnosing' },
      { amount: '80', currency: 'EUR', work: 'New fan', expected: 'diagnosing' },
    ]);
  });

  it('the answer of the customer comes with a pull, is news once, and says what can be done', async () => {
    await speak();
    phone.server.fault = () => null;
    await cycle(page);
    phone.server.jobs = [device('awaiting_customer', { outcome: 'fault_found', quotes: [asked] })];
    await cycle(page);
    phone.server.jobs = [device('repairing', { outcome: 'fault_found', quotes: [answered(true)] })];
    phone.server.seq++;
    await cycle(page);
    await cycle(page);
    expect(view().handed_in?.quotes.map(({ agreed }) => agreed)).toEqual([true]);
    expect(page.state.letters.value.map(({ kind }) => kind)).toEqual(['agreed']);
  });

  it('a quote for which the order had moved on is received, kept by the office, and stands here no more', async () => {
    await page.inspection.quote(view(), { amount: '80', currency: 'EUR', work: 'New fan' }, leave());
    phone.server.fault = () => null;
    phone.server.judge = () => ({ result: 'accepted_conflict', code: 'status_moved' });
    phone.server.jobs = [device('repairing', { quotes: [answered(true)] })];
    await cycle(page);
    expect((await rows(page, 'outbox')).map(({ state, code }) => [state, code])).toEqual([['received', 'status_moved']]);
    expect(view().handed_in?.quotes).toEqual([answered(true)]);
  });

  it('a server that does not know it yet loses nothing: it stays on the phone and asks for attention', async () => {
    await page.inspection.quote(view(), { amount: '80', currency: 'EUR', work: 'New fan' }, leave());
    phone.server.fault = () => null;
    phone.server.judge = () => ({ result: 'rejected', code: 'unknown_command' });
    await cycle(page);
    expect(page.state.attention.value.map(({ kind, code }) => [kind, code])).toEqual([['quote', 'unknown_command']]);
    expect(view().handed_in?.quotes).toEqual([]);
  });
});

describe('the photos of an inspection', () => {
  it('are taken out and put back, on top of what another tab took', () => {
    const made = [withPicture('1'), withPicture('2'), withoutPicture('1')];
    const draft = changed(nothing('a'), made);
    expect(draft.words).toEqual({ 'sheet:inspect': { photos: ['2'], removed: ['1'] } });
    expect(changed(draft, made)).toEqual(draft);
    expect(changed(draft, [withPicture('1')]).words).toEqual({ 'sheet:inspect': { photos: ['2', '1'] } });
  });

  it('go along where the device went to somebody else before it was said', () => {
    const draft = changed(nothing('a'), [withPicture('1')]);
    expect(begunIn(draft.words?.['sheet:inspect'])).toEqual({ outcome: 'other', findings: '', photos: ['1'] });
  });
});
