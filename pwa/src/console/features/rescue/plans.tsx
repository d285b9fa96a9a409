// The card of a late visit: up to three plans that keep the promise, and the question to the customer where none does.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { Refusal, type Schemas } from '../../../shared/api';
import { FINISHED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { period } from '../../../shared/time';
import { attempt, sayDone } from '../../app/toast';
import { carryOut, readRescue, takeBack } from '../../data/rescue';
import { AgreeTime } from '../orders/agree-time';
import { type Line, lateMinutes } from '../orders/line';
import { detail, openDetail, refresh } from '../orders/state';
import { toldOf } from '../orders/told-of';
import { Plan } from './plan';
import { first, looked } from './state';

type Rescue = Schemas['Rescue'];

/** Somebody has it, is not there yet, and comes late. */
export function needsRescue(line: Line): boolean {
  return line.engineer_id !== null && !line.arrived_at && !FINISHED.has(line.status) && lateMinutes(line) > 0;
}

export function RescueCard({ line, zone }: { line: Line; zone: string }) {
  const { rescue, again } = useRescue(line);
  const [busy, setBusy] = useState(false);
  const carry = async (plan: Schemas['RescuePlan']) => {
    setBusy(true);
    await carriedOut(line, plan);
    setBusy(false);
    again();
  };
  const best = rescue?.plans[0];
  useFirst(best && !busy ? () => void carry(best) : null);
  return (
    <section class="rescue" aria-label={t('rescue.title')} aria-busy={!rescue}>
      <h2>{t('rescue.title')}</h2>
      {!rescue && <p class="soft small">{t('rescue.looking')}</p>}
      {rescue && rescue.plans.length === 0 && <p class="note warn">{t('rescue.none')}</p>}
      <ol>
        {rescue?.plans.map((plan, index) => (
          <Plan
            key={plan.moves.map((move) => move.engineer_id).join() + plan.way}
            plan={plan}
            line={line}
            zone={zone}
            first={index === 0}
            busy={busy}
            onCarry={() => void carry(plan)}
          />
        ))}
      </ol>
      {rescue?.consent && <Consent line={line} zone={zone} engineer={rescue.engineer} window={rescue.consent} />}
    </section>
  );
}

/** Made anew whenever the forecast or the holder of this visit is another one. */
function useRescue(line: Line): { rescue: Rescue | null; again: () => void } {
  const [rescue, setRescue] = useState<Rescue | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let old = false; // an answer that was asked for earlier may come later
    void readRescue(line.id).then(
      (found) => old || setRescue(found),
      (wrong) => {
        if (!(wrong instanceof Refusal && wrong.status === 409)) void attempt(() => Promise.reject(wrong));
      },
    );
    return () => {
      old = true;
    };
  }, [line.id, line.status, line.engineer_id, line.predicted_arrival, line.late_minutes, turn]);
  return { rescue, again: () => setTurn((now) => now + 1) };
}

function useFirst(press: (() => void) | null): void {
  useLayoutEffect(() => {
    first.value = press;
    return () => {
      first.value = null;
      looked.value = null;
    };
  });
}

async function carriedOut(line: Line, plan: Schemas['RescuePlan']): Promise<void> {
  const before = new Set(detail.value?.messages.map((row) => row.id));
  const done = await attempt(() => carryOut(line.id, plan));
  await refresh();
  if (!done) return;
  await openDetail(line.id);
  sayDone(t('rescue.done'), done.undo_until, () => takeBack(line.id), refresh, toldOf(detail.value, line.id, before));
}

interface ConsentProps {
  line: Line;
  zone: string;
  engineer: string;
  window: Schemas['Consent'];
}

/** The visit stays where it is, and the customer is asked for another time. */
function Consent({ line, zone, engineer, window }: ConsentProps) {
  const [open, setOpen] = useState(false);
  if (open) return <AgreeTime line={line} zone={zone} start={window} onDone={() => setOpen(false)} />;
  const at = period(window.window_from, window.window_to, zone);
  return (
    <div class="spread consent">
      <span class="small">{t('rescue.consent', { name: engineer, at })}</span>
      <button type="button" data-consent onClick={() => setOpen(true)}>
        {td('action', 'agree_time')}
      </button>
    </div>
  );
}
