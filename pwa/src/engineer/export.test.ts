import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cycle, type Page, Phone, photo, put, tap } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const BOB = 'bob';
const VISIT = '0195566e-0000-7000-8000-0000000000aa';

async function exported() {
  const file = JSON.parse(await page.exporting.unsentFile(BOB));
  return { ...file, work: JSON.parse(file.text) };
}

describe('unsent work as a file', () => {
  it('has all that the server has not confirmed, also what it refused, byte for byte and in order', async () => {
    const refused = await tap(page, 'note', VISIT);
    phone.server.judge = () => ({ result: 'rejected', code: 'not_yours', feed_seq: null });
    await cycle(page);
    phone.server.judge = () => ({});
    await tap(page, 'accept', VISIT);
    await cycle(page);
    const waiting = [await tap(page, 'set_off', VISIT), await tap(page, 'arrive', VISIT)];
    const { work } = await exported();
    expect(work.commands).toEqual([refused, ...waiting].map((row) => row.body));
    expect([work.user_id, work.phone_id]).toEqual([BOB, await page.key.phoneId()]);
    expect(phone.server.sent()).toHaveLength(2); // nothing leaves the phone for it
  });

  it('is signed with the phone’s own key', async () => {
    await tap(page, 'accept', VISIT);
    const { text, signature } = await exported();
    const jwk = (await page.key.publicKey()).public_key;
    const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const bytes = Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0));
    const verified = (words: string) =>
      crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, new TextEncoder().encode(words));
    expect([await verified(text), await verified(`${text} `)]).toEqual([true, false]);
  });

  it('has what is half written as a note, the same in every file of the same words', async () => {
    const { value, words, part } = page.changes;
    await page.drafts.changeNow(
      VISIT,
      value('advice', 'Oil'),
      words('sheet:note', { text: 'Half' }),
      part('x', { name: 'Belt' }),
    );
    await page.drafts.changeNow('begin', words('begin', { fault: 'Down' })); // belongs to no visit yet
    const { work } = await exported();
    const [note] = work.commands.map((body: string) => JSON.parse(body));
    expect(work.commands).toHaveLength(1);
    expect(note.payload).toEqual({ action: 'note', expected: 'arrived', data: { text: 'Oil\n+ Belt\nHalf', unfinished: true } });
    expect(note.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(work.drafts.map((row: { attendance_id: string }) => row.attendance_id)).toEqual([VISIT, 'begin']);
    expect((await exported()).work.commands).toEqual(work.commands);
  });

  it('says of an inspection that was begun what was written, and how many photos it has, but no code', async () => {
    const { withPicture } = page.inspection;
    const begun = page.changes.words('sheet:inspect', { outcome: 'damage', text: 'Dropped' });
    await page.drafts.changeNow(VISIT, begun, withPicture('p'), withPicture('q'));
    const [note] = (await exported()).work.commands.map((body: string) => JSON.parse(body));
    expect(note.payload.data.text).toBe('Dropped\n📷 2');
  });

  it('has the photos that the server has not, and those only', async () => {
    for (const [name, state] of [
      ['p', 'waiting'],
      ['q', 'sent'],
      ['r', 'failed'],
    ] as const)
      await put(page, 'blobs', photo(name, { state }));
    const { photos } = await exported();
    expect(photos).toEqual(['p', 'r'].map((sha256) => ({ sha256, mime: 'image/jpeg', bytes: btoa(`bytes of ${sha256}`) })));
  });

  it('has the drafts as they stand on the screen, where a full phone has them nowhere else', async () => {
    page.drafts.change(VISIT, page.changes.value('advice', 'Oil'));
    const file = JSON.parse(await page.exporting.unsentFile(BOB, page.state.drafts.value));
    expect(JSON.parse(file.text).drafts.map((row: { values: object }) => row.values)).toEqual([{ advice: 'Oil' }]);
  });
});
