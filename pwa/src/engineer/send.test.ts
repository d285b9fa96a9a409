import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../shared/sha256';
import { cycle, meta, type Page, Phone, photo, put, rows, tap, until } from '../test-kit/phone';
import { answer, refusal } from '../test-kit/server';

let phone: Phone;
let page: Page;
beforeEach(async () => {
  phone = new Phone();
  page = await phone.page();
});
afterEach(() => phone.end());

const states = async (of = page) => (await rows(of, 'outbox')).map((row) => row.state).sort();
const onTheServer = () => [...phone.server.commands.values()];
const COMMANDS = '/api/phone/commands';
/** Only posts that carry something: the others say how much the phone holds. */
const carries = ({ path, text }: { path: string; text: string }) => path === COMMANDS && !text.endsWith('"commands":[]}');

describe('what was saved', () => {
  it('goes in the order of each lane, as the very bytes that lie on the phone, once', async () => {
    const saved = [
      await tap(page, 'accept'),
      await tap(page, 'note', 'b'),
      await tap(page, 'set_off'),
      await tap(page, 'arrive'),
    ];
    await cycle(page);
    await cycle(page);
    expect(phone.server.posts()).toEqual([saved.map((row) => row.body).join(',')]);
    expect((await rows(page, 'outbox')).map((row) => [row.body, row.state, row.feed_seq])).toEqual(
      saved.map((row, at) => [row.body, 'received', at + 1]),
    );
    expect(page.state.net.value).toBe('ok');
  });

  it('goes by the numbers of its lane, also where the phone’s clock was set back between two starts', async () => {
    const [first, second] = [await tap(page, 'accept'), await tap(page, 'set_off')];
    const id = '00000000-0000-7000-8000-000000000000'; // of a clock that stood years before
    const earlier = { ...second, id, body: second.body.replace(second.id, id), at: 0 };
    await put(page, 'outbox', earlier);
    await page.db.write(['outbox'], (tx) => tx.objectStore('outbox').delete(second.id));
    await cycle(await phone.page());
    expect(phone.server.sent()).toEqual([first.body, earlier.body]);
  });

  it('goes again as the same bytes where the answer was lost, also after a kill, and is there once', async () => {
    const saved = await tap(page);
    phone.server.fault = (asked) => (carries(asked) ? 'lost' : null);
    await cycle(page);
    expect([await states(), page.state.net.value]).toEqual([['waiting'], 'offline']);
    const after = await phone.page();
    phone.server.fault = () => null;
    await cycle(after);
    expect([await states(after), onTheServer(), phone.server.twice]).toEqual([['received'], [saved.body], []]);
  });

  it('waits where nobody answers, where a portal does, and where the session has ended', async () => {
    await tap(page);
    for (const [fault, net] of [
      ['offline', 'offline'],
      [new Response('<html>', { status: 200 }), 'portal'],
      [new Response('<html>', { status: 502 }), 'trouble'],
      [refusal(401, 'signed_out'), 'sign_in'],
      [refusal(500, 'broken'), 'trouble'],
      [refusal(422, 'broken'), 'trouble'],
      [refusal(404, 'not_found'), 'trouble'],
    ] as const) {
      phone.server.fault = (asked) => (carries(asked) ? fault : null);
      await cycle(page);
      expect([await states(), page.state.net.value]).toEqual([['waiting'], net]);
    }
  });

  it('that the server refused stays with its bytes and the reason, and what comes after it is sent', async () => {
    const [first, second] = [await tap(page, 'accept'), await tap(page, 'set_off')];
    phone.server.judge = (body) => (body === first.body ? { result: 'rejected', code: 'not_yours', feed_seq: null } : {});
    await cycle(page);
    expect((await rows(page, 'outbox')).map((row) => [row.body, row.state, row.code])).toEqual([
      [first.body, 'attention', 'not_yours'],
      [second.body, 'received', null],
    ]);
    expect(page.state.attention.value.map((row) => row.id)).toEqual([first.id]);
    await cycle(page);
    expect(phone.server.sent()).toHaveLength(2); // what was refused is not asked again by itself
  });

  it('waits where the answer leaves one of them out, and then nothing of the answer counts', async () => {
    await tap(page, 'accept');
    await tap(page, 'set_off');
    phone.server.fault = (asked) => (carries(asked) ? answer({ now: '2026-03-02T10:00:00Z', outcomes: [] }) : null);
    await cycle(page);
    expect([await states(), page.state.net.value]).toEqual([['waiting', 'waiting'], 'trouble']);
  });

  it('goes in fifties, and in halves of that where the server says that it is too much', async () => {
    for (let n = 0; n < 60; n++) await tap(page, 'note');
    let first = true;
    phone.server.fault = (asked) => {
      if (!carries(asked) || !first) return null;
      first = false;
      return refusal(413, 'too_large');
    };
    await cycle(page);
    await cycle(page);
    const counts = phone.server.requests(COMMANDS).map(({ text }) => JSON.parse(text).commands.length);
    expect(counts.filter(Boolean)).toEqual([50, 25, 25, 10]);
    expect(onTheServer().map((body) => JSON.parse(body).lane_seq)).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });

  it('goes on as soon as a server that does not know the phone has been told of it', async () => {
    await tap(page);
    let known = false;
    phone.server.fault = (asked) => {
      if (asked.path === '/api/phones' && phone.server.requests('/api/phones').length > 1) known = true;
      return carries(asked) && !known ? refusal(409, 'phone_not_registered') : null;
    };
    await cycle(page);
    expect([await states(), known]).toEqual([['waiting'], true]);
    await cycle(page);
    expect(await states()).toEqual(['received']);
  });

  it('that was tapped while the sender was at work goes with its next look', async () => {
    await tap(page, 'accept');
    let tapped: Promise<unknown> | null = null;
    const whole = phone.server.fetch;
    phone.fetch = async (path, options) => {
      if (path === COMMANDS) await (tapped ??= tap(page, 'set_off'));
      return whole(path, options);
    };
    await cycle(page);
    expect(phone.server.posts()).toHaveLength(2);
    expect(await states()).toEqual(['received', 'received']);
  });

  it('tells how far the phone’s clock is off, for the taps that follow', async () => {
    await tap(page, 'accept');
    phone.server.late = 90_000;
    await cycle(page);
    expect(await meta(page, 'offset_ms')).toBe(90_000);
    expect(JSON.parse((await tap(page, 'set_off')).body).offset_ms).toBe(90_000);
  });
});

describe('a full phone', () => {
  it('that has no room for the answer asks the same again once photos have made it', async () => {
    const saved = await tap(page);
    await put(page, 'blobs', photo('p'));
    phone.refuse((store) => store === 'outbox' && !phone.deleted.has('blobs p') && 'QuotaExceededError');
    await cycle(page);
    expect([await states(), await rows(page, 'blobs'), phone.server.blobs.size]).toEqual([['waiting'], [], 1]);
    await cycle(page);
    expect([await states(), onTheServer(), phone.server.twice]).toEqual([['received'], [saved.body], []]);
  });
});

describe('photos', () => {
  it('go in pieces, and on from where they broke off', async () => {
    const large = Uint8Array.from({ length: 600_000 }, (_, at) => at % 251);
    await put(page, 'blobs', photo('p', { bytes: large.buffer }));
    let pieces = 0;
    phone.server.fault = ({ method }) => (method === 'PATCH' && ++pieces === 2 ? 'lost' : null);
    await cycle(page);
    expect((await rows(page, 'blobs')).map((row) => row.state)).toEqual(['waiting']);
    await cycle(page);
    expect((await rows(page, 'blobs')).map((row) => row.state)).toEqual(['sent']);
    expect(pieces).toBe(3);
    expect(await sha256(phone.server.blobs.get('p') as Uint8Array<ArrayBuffer>)).toBe(await sha256(large));
  });

  it('that the server refuses stay with the reason, and the others go', async () => {
    for (const name of ['p', 'q']) await put(page, 'blobs', photo(name));
    phone.server.fault = ({ path }) => (path.startsWith('/api/blobs/p') ? refusal(422, 'not_a_photo') : null);
    await cycle(page);
    expect((await rows(page, 'blobs')).map((row) => [row.sha256, row.state, row.failed])).toEqual([
      ['p', 'failed', 'not_a_photo'],
      ['q', 'sent', null],
    ]);
    expect(page.state.photosRefused.value).toEqual([{ sha256: 'p', why: 'not_a_photo' }]);
  });

  it('leave also where the day does not come', async () => {
    await put(page, 'blobs', photo('p'));
    phone.server.fault = ({ path }) => (path.startsWith('/api/phone/pull') ? 'offline' : null);
    await cycle(page);
    expect([[...phone.server.blobs.keys()], page.state.net.value]).toEqual([['p'], 'offline']);
  });

  it.each([
    ['for now', refusal(500, 'broken'), ['waiting', 'sent']],
    ['since they have to sign in', refusal(401, 'signed_out'), ['waiting', 'waiting']],
  ])('wait where the server does not take one %s', async (_, refused, states) => {
    for (const name of ['p', 'q']) await put(page, 'blobs', photo(name));
    phone.server.fault = ({ path }) => (path.startsWith('/api/blobs/p') ? refused : null);
    await cycle(page);
    expect((await rows(page, 'blobs')).map((row) => row.state)).toEqual(states);
    expect(page.state.net.value).not.toBe('ok');
  });

  it('are said to the office where they are not what was said last', async () => {
    await tap(page);
    await put(page, 'blobs', photo('p', { at: Date.parse('2026-03-02T09:00:00Z') }));
    await page.state.countPhotos();
    await cycle(page);
    const said = phone.server.requests(COMMANDS).map(({ text }) => JSON.parse(text));
    expect(said.map((row) => [row.commands.length, row.unsent, row.photos, row.photos_since])).toEqual([
      [1, 1, 1, '2026-03-02T09:00:00.000Z'],
      [0, 0, 0, null],
    ]);
  });
});

describe('two tabs', () => {
  const slow = (first: () => Promise<Response>) => {
    let asked = 0;
    const whole = phone.server.fetch;
    phone.fetch = (path, options) => (path === COMMANDS && asked++ === 0 ? first() : whole(path, options));
    return () => asked;
  };

  it('never send beside each other, however long an answer takes', async () => {
    const other = await phone.page();
    await tap(page);
    const asked = slow(() => new Promise(() => {}));
    page.send.wake();
    await until(() => asked() === 1 || phone.wait(1));
    other.send.wake();
    await phone.wait(25_000);
    expect(asked()).toBe(1);
  });

  it('a frozen one, whose clock stands still, loses its turn after twelve seconds without a word', async () => {
    const other = await phone.page();
    await tap(page);
    const asked = slow(() => new Promise(() => {}));
    page.send.wake();
    await until(() => asked() === 1 || phone.wait(1));
    const beats = vi.spyOn(localStorage, 'setItem').mockImplementation(() => {}); // of the frozen one
    other.send.wake();
    await phone.wait(11_000);
    expect(asked()).toBe(1);
    await phone.wait(6_000);
    beats.mockRestore();
    expect(await states(other)).toEqual(['received']);
    expect(phone.server.twice).toEqual([]);
  });
});
