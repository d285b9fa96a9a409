// A visit is put down: what nobody overrides is refused, what needs a reason asks for it, the rest is done and can be taken back.
import { effect, signal } from '@preact/signals';
import { BEFORE_VISIT } from '../../../shared/domain.gen';
import { listed, t, td } from '../../../shared/i18n';
import { attempt, sayDone, toast } from '../../app/toast';
import { readOrder } from '../../data/orders';
import { carryOut, takeBack } from '../../data/rescue';
import type { Drop, Tried } from '../../data/timeline';
import { handTo } from '../assign/hand-to';
import type { Person, Why } from '../assign/why';
import type { Line } from '../orders/line';
import { lines, refresh } from '../orders/state';
import { type Answer, answer, held, letGo, nameOf, settled } from './held';
import { days } from './state';

interface Asked {
  line: Line;
  person: Person;
  moving: boolean;
  drop: Drop;
  tried: Tried;
}

/** What waits for its reason. */
export const asked = signal<Asked | null>(null);

/** As soon as what it would do is known: nothing is done that was not shown. */
export async function release(): Promise<void> {
  const now = held.value;
  if (!now?.drop) return letGo();
  const said = await known();
  const { order, drop } = now;
  letGo();
  if (!said?.tried) {
    if (said) toast.value = { text: said.refused, bad: true };
    return;
  }
  const { tried } = said;
  if (tried.may === 'no') {
    toast.value = { text: t('timeline.cannot', { name: nameOf(drop.engineer_id), rules: rulesOf(tried) }), bad: true };
    return;
  }
  if (tried.plan?.way === 'reorder') {
    if (isOther(tried, drop.engineer_id)) await arrange(order, tried, { reason: '', reason_code: 'late', choice_code: '' });
    return;
  }
  const line = lines.value.get(order) ?? (await attempt(() => readOrder(order)))?.line;
  if (!line) return;
  const person = { engineer_id: drop.engineer_id, name: nameOf(drop.engineer_id), chosen: tried.may === 'reason' };
  asked.value = { line, person, moving: line.engineer_id !== null && !BEFORE_VISIT.has(line.status), drop, tried };
}

export function rulesOf({ rules }: Tried): string {
  return listed(rules.map((rule) => td('rule', rule)));
}

function known(): Promise<Answer | null> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (held.value && !settled.value) return;
      resolve(answer.value);
      queueMicrotask(() => stop());
    });
  });
}

/** Put down where it was, nothing is done. */
function isOther({ plan }: Tried, engineer: string): boolean {
  const stands =
    days.value
      .get(engineer)
      ?.peek()
      .visits.filter((row) => !row.begun && !row.done) ?? [];
  const orders = plan?.days[0]?.orders ?? [];
  return stands.map((row) => row.order_id).join() !== orders.slice(0, stands.length).join();
}

export async function give({ line, person, moving, drop, tried }: Asked, why: Why): Promise<void> {
  if (tried.plan) await arrange(line.id, tried, why);
  else await handTo(line, person, why, { moving, placed: { before: drop.before } });
  asked.value = null;
}

async function arrange(order: string, { plan }: Tried, { reason, reason_code }: Why): Promise<void> {
  if (!plan) return;
  const done = await attempt(() => carryOut(order, plan, { reason, reason_code }));
  await refresh();
  if (done)
    sayDone(t(`timeline.done.${plan.way === 'swap' ? 'swap' : 'reorder'}`), done.undo_until, () => takeBack(order), refresh);
}
