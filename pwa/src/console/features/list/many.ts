// One thing done with many orders: each by itself, so that what cannot be done is named and the others stand.
import { signal } from '@preact/signals';
import { Refusal, type Schemas, wordsOf } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { sayDone } from '../../app/toast';
import { withdraw } from '../../data/orders';
import type { Line } from '../orders/line';
import { refresh } from '../orders/state';
import { unpick } from './picked';

interface Failure {
  number: string;
  why: string;
}

/** What could not be done, until something else is. */
export const failures = signal<readonly Failure[]>([]);
/** How many of how many are done, while it goes on. */
export const progress = signal<{ done: number; all: number } | null>(null);

type Changed = Schemas['Changed'];
type Done = readonly [Line, Changed | null];

/** One after the other: twenty hand-overs at once would only wait for each other. said: of so many that it is done. */
export async function eachOf(
  lines: readonly Line[],
  work: (line: Line) => Promise<Changed | null>,
  said: (n: number) => string,
): Promise<void> {
  const done: Done[] = [];
  const failed: Failure[] = [];
  failures.value = [];
  for (const line of lines) {
    progress.value = { done: done.length + failed.length, all: lines.length };
    try {
      done.push([line, await work(line)]);
    } catch (error) {
      failed.push({ number: line.number, why: error instanceof Refusal ? wordsOf(error) : t('net.failed') });
    }
  }
  progress.value = null;
  failures.value = failed;
  unpick(done.map(([line]) => line.id));
  await refresh();
  if (done.length) sayDone(said(done.length), untilOf(done), () => takeBack(done), refresh);
}

/** While the first of them can still be taken back. */
function untilOf(done: readonly Done[]): string | null {
  const ends = done.flatMap(([, changed]) => (changed?.undo_until ? [changed.undo_until] : []));
  return ends.length === done.length ? (ends.sort()[0] ?? null) : null;
}

async function takeBack(done: readonly Done[]): Promise<string | undefined> {
  const failed: Failure[] = [];
  for (const [line, changed] of done) {
    if (!changed) continue;
    try {
      await withdraw(line.id, { expected: changed.status });
    } catch (error) {
      failed.push({ number: line.number, why: error instanceof Refusal ? wordsOf(error) : t('net.failed') });
    }
  }
  failures.value = failed;
  return failed.length ? t('list.not_undone', { n: failed.length }) : undefined;
}
