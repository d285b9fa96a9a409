import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, Refusal, Unreachable } from './api';

const OURS = { headers: { 'x-app': 'outrider' } };

async function outcome(answer: () => Promise<Response>): Promise<unknown> {
  vi.stubGlobal('fetch', answer);
  return ask('/api/me').then(
    () => 'answered',
    (error) => (error instanceof Unreachable ? error.why : error instanceof Refusal ? [error.status, error.code] : error),
  );
}

describe('what is known of a server that did not answer as it should', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('nobody answered: there is no network', async () => {
    expect(await outcome(() => Promise.reject(new TypeError('Failed to fetch')))).toBe('offline');
  });

  it.each([
    [200, 'portal'],
    [302, 'portal'],
    [403, 'portal'],
    [511, 'portal'],
    [500, 'trouble'],
    [502, 'trouble'],
    [503, 'trouble'],
    [504, 'trouble'],
  ])('something else answered %d in its place: %s', async (status, why) => {
    expect(await outcome(async () => new Response('<html>', { status }))).toBe(why);
  });

  it('its own refusal is one, also where its words came broken', async () => {
    const problem = '{"code":"busy","title":"Busy","detail":"Try again."}';
    expect(await outcome(async () => new Response(problem, { status: 503, ...OURS }))).toEqual([503, 'busy']);
    expect(await outcome(async () => new Response(problem.slice(0, 9), { status: 500, ...OURS }))).toEqual([500, 'broken']);
  });
});
