// One plan: what it does in a sentence, every visit that it makes earlier or later, and the days of whom it concerns.
import type { Schemas } from '../../../shared/api';
import { RISK_STEP } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { moment, span } from '../../../shared/time';
import { OrderLink } from '../../ui/order-link';
import type { Line } from '../orders/line';
import { firstPlan, looked } from './state';
import { Strips } from './strips';
import { type Drafts, Tell } from './tell';

type Shown = Schemas['RescuePlan'];
const MINUTE = 60_000;

interface Props {
  plan: Shown;
  line: Line;
  zone: string;
  first: boolean;
  busy: boolean;
  drafts: Drafts;
  onCarry: () => void;
}

export function Plan({ plan, line, zone, first, busy, drafts, onCarry }: Props) {
  const own = plan.changes.find((row) => row.order_id === line.id);
  return (
    <li
      class="plan"
      data-plan={plan.way}
      onPointerEnter={() => {
        looked.value = plan;
      }}
      onFocusIn={() => {
        looked.value = plan;
      }}
      onPointerLeave={() => {
        looked.value = null;
      }}
    >
      <strong>{sentence(plan, line)}</strong>
      <div class="spread">
        <p class="small">
          {own && <span class="good-word">{t('rescue.arrives', { at: moment(own.at, zone) })}</span>}
          <span class="soft">{[keeps(plan), travel(plan)].filter(Boolean).map((words) => ` · ${words}`)}</span>
        </p>
        <button
          ref={first ? firstPlan : null}
          type="button"
          class={first ? 'primary' : ''}
          disabled={busy}
          data-carry
          onClick={onCarry}
        >
          {t('rescue.carry_out')} {first && <kbd>R</kbd>}
        </button>
      </div>
      <ul>
        {plan.changes.map((row) => (
          <Change key={row.order_id} row={row} zone={zone} />
        ))}
      </ul>
      <Tell
        rows={plan.words ?? []}
        drafts={drafts}
        open={first}
        moved={(order) => plan.moves.some((move) => move.order_id === order)}
      />
      <Strips strips={plan.strips} line={line} zone={zone} />
    </li>
  );
}

/** Who does what, in a few words. */
function sentence(plan: Shown, line: Line): string {
  const name = (id: string) => plan.days.find((day) => day.engineer_id === id)?.name ?? '';
  const [one, two] = plan.moves;
  if (!one) return t('rescue.reorder', { name: line.engineer ?? '' });
  if (plan.way === 'swap' && two) return t('rescue.swap', { name: name(one.engineer_id), other: name(two.engineer_id) });
  if (plan.moves.length > 1) return t('rescue.chain', { n: plan.moves.length });
  if (one.order_id === line.id) return t('rescue.takes', { name: name(one.engineer_id) });
  const account = plan.changes.find((row) => row.order_id === one.order_id)?.account ?? '';
  return t('rescue.takes_other', { name: name(one.engineer_id), account });
}

function keeps(plan: Shown): string {
  return plan.keeps.length > 1 ? t('rescue.keeps', { n: plan.keeps.length }) : '';
}

function travel({ travel_minutes }: Shown): string {
  if (!travel_minutes) return '';
  const way = span(Math.abs(travel_minutes) * MINUTE);
  return t(travel_minutes > 0 ? 'rescue.more_driving' : 'rescue.less_driving', { span: way });
}

function Change({ row, zone }: { row: Shown['changes'][number]; zone: string }) {
  return (
    <li class="small" data-change={row.order_id}>
      <OrderLink id={row.order_id}>{row.account}</OrderLink>{' '}
      {row.engineer !== row.was_engineer && (
        <span>
          {row.was_engineer} → {row.engineer}{' '}
        </span>
      )}
      <span class="soft">
        {moment(row.was_at, zone)} → {moment(row.at, zone)}
        {row.minutes !== 0 &&
          ` (${t(row.minutes > 0 ? 'rescue.later' : 'rescue.earlier', { span: span(Math.abs(row.minutes) * MINUTE) })})`}
      </span>{' '}
      <PromiseHolds row={row} zone={zone} />
      {row.confirmed && row.engineer !== row.was_engineer && (
        <span class="warn-word block">{t('rescue.confirm_again', { name: row.was_engineer })}</span>
      )}
    </li>
  );
}

/** Whether what was promised to this customer still holds, and whether that is less sure than it was. */
function PromiseHolds({ row, zone }: { row: Shown['changes'][number]; zone: string }) {
  if (!row.promise) return null;
  const until = moment(row.promise, zone);
  return (
    <>
      <span class={`block ${row.late ? 'bad-word' : 'good-word'}`} data-holds={row.late ? 'no' : 'yes'}>
        {row.late
          ? t('rescue.promise_broken', { at: until, span: span(row.late * MINUTE) })
          : t('rescue.promise_holds', { at: until })}
      </span>
      {row.risk - row.was_risk >= RISK_STEP && (
        <span class="warn-word block" data-risk-up={row.risk}>
          {t('rescue.risk_up', { from: row.was_risk, to: row.risk })}
        </span>
      )}
    </>
  );
}
