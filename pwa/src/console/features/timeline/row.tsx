// One engineer's days: when they work, the ways, the visits with their promises, and how sure each arrival is.
import { type Signal, useComputed } from '@preact/signals';
import { RISKY } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { clockTime, period, span } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import type { EngineerDay, Timed } from '../../data/timeline';
import { type Axis, xOf } from './axis';
import { answer, held, settled } from './held';
import { ROW } from './rows';
import { axis } from './shown';
import { heads } from './state';
import { zone } from './view';

const BAR = 26; // pixels of a visit's height
const UP = 6;

/** What somebody is doing concerns few rows: only these are drawn again. */
function useDoing(engineer: string, day: Signal<EngineerDay>) {
  const has = (order: string | null | undefined) =>
    order && day.value.visits.some((row) => row.order_id === order) ? order : null;
  const would = useComputed(() => answer.value?.tried?.days.find((row) => row.engineer_id === engineer)?.visits);
  const target = useComputed(() => held.value?.drop?.engineer_id === engineer);
  const may = useComputed(() => (target.value && settled.value ? (answer.value?.tried?.may ?? 'no') : ''));
  const own = useComputed(() => (target.value ? held.value?.order : has(held.value?.order)));
  const open = useComputed(() => has(chosen.value));
  return { would: would.value, target: target.value, may: may.value, own: own.value, open: open.value };
}

export function Row({ day, top }: { day: Signal<EngineerDay>; top: number }) {
  const { engineer_id, name, visits } = day.value;
  const { would, target, may, own, open } = useDoing(engineer_id, day);
  const shown = would ? [...visits.filter((row) => row.done), ...would] : visits;
  const changed = new Set(would && answer.peek()?.tried?.effects.map((row) => row.order_id));
  const left = visits.filter((row) => !row.done).length;
  const on = axis.value;
  return (
    <div
      class={`tl-row ${target ? 'target' : ''} ${may}`}
      style={{ transform: `translateY(${top}px)` }}
      data-engineer={engineer_id}
      role="group"
      aria-label={t('timeline.row', { name, n: left })}
    >
      <div class="tl-name">
        <strong>{name}</strong>
        <span class="soft small">{left || ''}</span>
      </div>
      <div class="tl-hours" style={{ width: `${on.wide * on.days.length}px` }}>
        <Ground day={day.value} visits={shown} on={on} />
        {shown.map((visit) => (
          <Visit
            key={visit.order_id + visit.at.slice(0, visit.done ? 19 : 0)}
            visit={visit}
            engineer={engineer_id}
            on={on}
            mark={`${changed.has(visit.order_id) ? 'changed' : ''} ${own === visit.order_id ? 'own' : ''}`}
            open={open === visit.order_id}
          />
        ))}
      </div>
    </div>
  );
}

/** Under the visits, as few shapes as can be. */
function Ground({ day, visits, on }: { day: EngineerDay; visits: readonly Timed[]; on: Axis }) {
  const x = (at: string) => xOf(on, Date.parse(at)).toFixed(1);
  const box = (since: string, until: string, y: number, tall: number) => `M${x(since)} ${y}H${x(until)}V${y + tall}H${x(since)}Z`;
  const open = visits.filter((row) => !row.done);
  return (
    <svg class="tl-ground" width="100%" height={ROW} aria-hidden="true">
      <path class="shift" d={day.shifts.map((row) => box(row.since, row.until, 0, ROW)).join('')} />
      <path class="away" d={day.away.map((row) => box(row.since, row.until, 0, ROW)).join('')} />
      <path class="way" d={visits.map((row) => box(row.sets_off, row.at, UP + BAR / 2 - 2, 4)).join('')} />
      <path class="sure" d={open.map((row) => box(row.earliest, row.latest, 1, 4)).join('')} />
      <path
        class="window"
        d={open.map((row, n) => (row.promise ? box(row.window_from, row.promise, ROW - 9 + (n % 2) * 4, 2) : '')).join('')}
      />
    </svg>
  );
}

function stateOf(visit: Timed): string {
  if (visit.done) return 'done';
  if (visit.late) return 'late';
  if (visit.risk >= RISKY) return 'risky';
  return visit.begun ? 'begun' : '';
}

interface VisitProps {
  visit: Timed;
  engineer: string;
  on: Axis;
  /** As classes: whether what is held changes it, or is it. */
  mark: string;
  open: boolean;
}

function Visit({ visit, engineer, on, mark, open }: VisitProps) {
  const [left, right] = [xOf(on, Date.parse(visit.at)), xOf(on, Date.parse(visit.leaves))];
  const state = stateOf(visit);
  const [lead, name] = [markOf(visit, state), heads.get(visit.order_id)?.site ?? held.peek()?.name];
  const words = [[lead, name].filter(Boolean).join(' '), ...wordsOf(visit)].join(' · ');
  return (
    <button
      type="button"
      tabIndex={visit.done ? -1 : 0}
      class={`tl-visit ${state} ${mark}`}
      style={{ left: `${left.toFixed(1)}px`, width: `${Math.max(6, right - left).toFixed(1)}px` }}
      data-visit={visit.order_id}
      data-of={engineer}
      data-fixed={visit.begun || visit.done ? '' : undefined}
      aria-current={open ? 'true' : undefined}
      aria-label={words}
      title={words}
      onClick={() => go({ order: visit.order_id })}
    >
      {lead && <b>{lead} </b>}
      {name}
    </button>
  );
}

/** Minutes late, or how likely that is. */
function markOf(visit: Timed, state: string): string {
  if (visit.late) return `+${visit.late_minutes}`;
  return state === 'risky' ? `${visit.risk} %` : '';
}

/** All else that the block shows, in words. */
function wordsOf(visit: Timed): string[] {
  const head = heads.get(visit.order_id);
  const words = [head?.number, head?.account].filter((word) => word !== undefined);
  words.push(t('timeline.at', { at: period(visit.at, visit.leaves, zone.value) }));
  if (visit.promise && !visit.done)
    words.push(t('timeline.promised', { at: period(visit.window_from, visit.promise, zone.value) }));
  if (visit.done) words.push(t('timeline.done'));
  else if (visit.late) words.push(t('timeline.late', { span: span(visit.late_minutes * 60_000) }));
  else if (visit.risk >= RISKY) words.push(t('timeline.risk', { n: visit.risk }));
  if (!visit.done && !visit.begun)
    words.push(t('timeline.sure', { from: clockTime(visit.earliest, zone.value), to: clockTime(visit.latest, zone.value) }));
  return words;
}
