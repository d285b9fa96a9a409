import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Page, Phone, rows, until } from '../test-kit/phone';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const kept = async (of = page) => (await rows(of, 'drafts')).map((row) => row.values.advice);
const type = (text: string, of = page) => of.drafts.change('a', of.changes.value('advice', text));
const shown = (of = page) => of.drafts.draftOf('a').values.advice;

describe('what is typed', () => {
  it('is shown at each key, and down within half a second, however one types on', async () => {
    let text = '';
    for (const letter of 'Oil the bearing') {
      type((text += letter));
      expect(shown()).toBe(text);
      await phone.wait(100); // faster than any pause that would begin anew
    }
    const [down] = await kept();
    expect(text.startsWith(down as string)).toBe(true);
    expect(text.length - (down as string).length).toBeLessThanOrEqual(5);
    await phone.wait(500);
    expect(await kept()).toEqual([text]);
  });

  it('is there after a kill, up to the last half second', async () => {
    type('Oil');
    await phone.wait(500);
    type('Oil, and grease');
    const after = await phone.page();
    expect([shown(after), await kept(after)]).toEqual(['Oil', ['Oil']]);
  });

  it('is down at once where the phone goes into the pocket', async () => {
    type('Oil');
    await page.drafts.keepPending();
    expect(page.state.typed.value.size).toBe(0); // said only when it is down
    expect(await kept()).toEqual(['Oil']);
  });

  it('while it is written stays on top, and is down with the next', async () => {
    type('Oil');
    phone.refuse((store) => {
      if (store === 'drafts' && shown() === 'Oil') type('Oil it');
      return null;
    });
    await page.drafts.changeNow('a');
    expect([shown(), await kept()]).toEqual(['Oil it', ['Oil']]);
    await phone.wait(500);
    expect([await kept(), page.state.typed.value.size]).toEqual([['Oil it'], 0]);
  });

  it('stays on the screen where it could not be written, in red, and is tried again', async () => {
    phone.refuse((store) => store === 'drafts' && 'DataError');
    type('Oil');
    await phone.wait(500);
    await until(() => page.state.failure.value);
    expect([page.state.failure.value, shown(), await kept()]).toEqual(['DataError', 'Oil', []]);
    phone.refuse(() => null);
    await phone.wait(5_100);
    expect([page.state.failure.value, await kept()]).toEqual([null, ['Oil']]);
  });

  it('leaves no row where all of it was deleted again', async () => {
    type('Oil');
    await page.drafts.keepPending();
    type('');
    await page.drafts.keepPending();
    expect([await rows(page, 'drafts'), page.state.drafts.value]).toEqual([[], []]);
  });

  it('in two tabs about one visit is put together', async () => {
    const other = await phone.page();
    await page.drafts.changeNow('a', page.changes.value('advice', 'Oil'));
    await other.drafts.changeNow('a', other.changes.value('fault_found', 'Dry'));
    expect((await rows(page, 'drafts')).map((row) => row.values)).toEqual([{ advice: 'Oil', fault_found: 'Dry' }]);
  });
});

describe('what is not made where it is not down', () => {
  it('is a change at once: it rejects, and nothing is shown', async () => {
    phone.refuse((store) => store === 'drafts' && 'DataError');
    await expect(page.drafts.changeNow('a', page.changes.photo('p'))).rejects.toMatchObject({ name: 'DataError' });
    expect([page.drafts.draftOf('a').photos, page.state.failure.value]).toEqual([[], 'DataError']);
  });

  it('is a signature under a report that another tab has changed', async () => {
    await page.drafts.changeNow('a', page.changes.value('advice', 'Oil'));
    const read = page.drafts.draftOf('a');
    const other = await phone.page();
    await other.drafts.changeNow('a', other.changes.value('advice', 'Grease'));
    const signing = { text: 'Oil', customer: {} as never };
    await expect(page.drafts.changeNow('a', page.changes.signedBy(signing, read))).rejects.toMatchObject({
      name: 'ReportChanged',
    });
    expect((await rows(page, 'drafts')).map((row) => [row.values.advice, row.signing])).toEqual([['Grease', undefined]]);
  });
});
