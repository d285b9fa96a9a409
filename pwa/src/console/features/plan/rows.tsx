// What would change, row by row: which visit, from whom to whom, when before and after; each with a tick.
import { listed, t, td } from '../../../shared/i18n';
import { moment, span } from '../../../shared/time';
import { me } from '../../app/session';
import type { Proposal, Row, Shown } from '../../data/plans';
import { Entries } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';
import type { Choice } from './use-part';

interface Props {
  shown: Shown;
  proposal: Proposal;
  choice: Choice;
}

const HEADS = ['visit', 'holder', 'to', 'before', 'after', 'promise', 'holds'] as const;

export function Rows({ shown, proposal, choice }: Props) {
  const now = new Map(choice.timed?.proposal.rows.map((row) => [row.id, row]));
  const numbers = new Map(proposal.rows.map((row) => [row.id, row.number || row.to]));
  return (
    <div class="plan-rows" onKeyDown={step}>
      <Entries heads={HEADS.map((name) => t(`plan.${name}`))}>
        {proposal.rows.map((row) => (
          <Line
            key={row.id}
            row={now.get(row.id) ?? row}
            taken={shown.taken.includes(row.id)}
            changed={shown.changed.includes(row.id)}
            choice={choice}
            why={whyNot(choice, row.id, numbers)}
          />
        ))}
      </Entries>
    </div>
  );
}

/** Why a ticked row does not hold with the others, and which it needs. */
function whyNot(choice: Choice, id: string, numbers: ReadonlyMap<string, string>): string {
  const refused = choice.refused.get(id);
  if (!refused) return '';
  const needs = refused.needs.map((other) => numbers.get(other)).filter((word) => word !== undefined);
  const why = td('plan_refused', refused.rule);
  return needs.length ? t('plan.needs', { why, list: listed(needs, 3) }) : why;
}

interface LineProps {
  row: Row;
  taken: boolean;
  changed: boolean;
  choice: Choice;
  why: string;
}

function Line({ row, taken, changed, choice, why }: LineProps) {
  const zone = me.value?.time_zone;
  const fixed = taken || changed;
  const name = row.kind === 'order' ? t('plan.order_of', { name: row.to }) : row.number;
  return (
    <tr data-row={row.id} data-kind={row.kind} class={fixed ? 'over' : ''}>
      <td>
        <label class="check">
          <input
            type="checkbox"
            disabled={fixed}
            checked={!fixed && choice.isTicked(row.id)}
            aria-label={t('plan.tick', { name })}
            onChange={() => choice.toggle(row.id)}
          />
          {row.kind === 'order' ? name : <OrderLink id={row.id}>{name}</OrderLink>} <span class="soft">{row.account}</span>
        </label>
      </td>
      <td>{row.kind === 'order' ? '–' : row.holder || <span class="soft">{t('console.unassigned')}</span>}</td>
      <td>{row.to}</td>
      <td>{row.before ? <Arrives at={row.before} late={row.late_before ?? 0} zone={zone} /> : '–'}</td>
      <td>{row.after ? <Arrives at={row.after} late={row.late_after ?? 0} zone={zone} /> : orderWins(row)}</td>
      <td>{row.promise ? moment(row.promise, zone) : '–'}</td>
      <td>
        <Holds taken={taken} changed={changed} ticked={choice.isTicked(row.id)} why={why} />
      </td>
    </tr>
  );
}

/** In a storm another order of the day brings somebody in time, though it may be the longer way. */
function orderWins({ travel_minutes = 0 }: Row): string {
  return travel_minutes > 0 ? t('plan.less_driving', { span: span(travel_minutes * 60_000) }) : t('plan.in_time');
}

interface HoldsProps {
  taken: boolean;
  changed: boolean;
  ticked: boolean;
  why: string;
}

function Holds({ taken, changed, ticked, why }: HoldsProps) {
  if (taken) return <span class="chip good">{t('plan.is_taken')}</span>;
  if (changed) return <span class="chip warn">{t('plan.is_changed')}</span>;
  if (!ticked) return <>–</>;
  return why ? <span class="bad-word">{why}</span> : <span class="soft">{t('plan.holds_yes')}</span>;
}

function Arrives({ at, late, zone }: { at: string; late: number; zone: string | undefined }) {
  return (
    <>
      {moment(at, zone)} {late > 0 && <span class="bad-word inline">{t('cand.late', { span: span(late * 60_000) })}</span>}
    </>
  );
}

/** From tick to tick with the arrows, or J and K. */
function step(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const ticks = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input:enabled')];
  const at = ticks.indexOf(event.target as HTMLInputElement);
  if (!by || at < 0) return;
  event.preventDefault();
  ticks[at + by]?.focus();
}
