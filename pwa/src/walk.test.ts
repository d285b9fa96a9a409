// Which files of the phone take part when an engineer taps Arrived; docs/architecture.md says how many.
import { expect, it } from 'vitest';
import architecture from '../../docs/architecture.md?raw';
import { cycle, Phone, tap } from './test-kit/phone';

interface Covered {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
}
interface Session {
  connect(): void;
  disconnect(): void;
  post(method: string, how: object, done: (error: Error | null, found: Covered) => void): void;
}
declare const process: { getBuiltinModule(name: 'inspector'): { Session: new () => Session } };

const NEARLY = 2; // files by which the page may be behind
const SAID = Number(architecture.match(/^\| a status change, by a phone \| \d+ \| (\d+) \|$/m)?.[1]);

/** Files of which a function runs meanwhile. */
async function touched(work: () => Promise<void>): Promise<string[]> {
  const session = new (process.getBuiltinModule('inspector').Session)();
  const post = (method: string, how = {}) =>
    new Promise<Covered>((done, failed) => session.post(method, how, (error, found) => (error ? failed(error) : done(found))));
  session.connect();
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await work();
  const { result } = await post('Profiler.takePreciseCoverage');
  session.disconnect();
  const ran = result.filter(({ functions }) => functions.some((one) => one.functionName && (one.ranges[0]?.count ?? 0) > 0));
  return ran.flatMap(({ url }) => url.match(/\/src\/((?:engineer|shared)\/.*)/)?.[1] ?? []).sort();
}

it('a tap takes as many files as the page says', async () => {
  const phone = new Phone();
  const page = await phone.page();
  const files = await touched(async () => {
    await tap(page, 'arrive');
    await cycle(page);
  });
  phone.end();
  expect(phone.server.commands.size).toBe(1);
  expect(Math.abs(files.length - SAID), files.join('\n')).toBeLessThanOrEqual(NEARLY);
});
