// The card of a visit that comes late, or may: why, up to three plans that keep the promise, and what the customer hears.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { Refusal, type Schemas } from '../../../shared/api';
import { FINISHED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { period } from '../../../shared/time';
import { attempt, sayDone } from '../../app/toast';
import { type Chosen, carryOut, readRescue, takeBack } from '../../data/rescue';
import { AgreeTime } from '../orders/agree-time';
import { isRisky, type Line, leadLate } from '../orders/line';
import { One } from '../orders/said';
import { detail, openDetail, refresh } from '../orders/state';
import { toldOf } from '../orders/told-of';
import { Cause } from './cause';
import { Plan } from './plan';
import { looked, searching } from './state';
import { type CustomerWords, Tell, useDrafts } from './tell';

type Rescue = Schemas['Rescue'];
type Shown = Schemas['RescuePlan'];

/** Somebody has it, is not there yet, and comes late, or may. */
export function needsRescue(line: Line): boolean {
  if (isRisky(line)) return line.engineer_id !== null;
  return line.engineer_id !== null && !line.arrived_at && !FINISHED.has(line.status) && leadLate(line) > 0;
}

export function RescueCard({ line, zone }: { line: Line; zone: string }) {
  const { rescue, again } = useRescue(line);
  const [busy, setBusy] = useState(false);
  const drafts = useDrafts();
  const carry = async (plan: Shown) => {
    setBusy(true);
    await carriedOut(line, { ...plan, words: drafts.all(plan.words ?? []) });
    setBusy(false);
    again();
  };
  useLayoutEffect(
    () => () => {
      looked.value = null;
      searching.value = false;
    },
    [],
  );
  useLayoutEffect(() => {
    searching.value = !rescue;
  }, [!rescue]);
  const name = t(isRisky(line) ? 'rescue.title_risky' : 'rescue.title');
  return (
    <section class={`rescue ${isRisky(line) ? 'risky' : ''}`} aria-label={name} aria-busy={!rescue}>
      <h2>{name}</h2>
      {rescue?.cause && <Cause cause={rescue.cause} engineer={rescue.engineer} />}
      {!rescue && <p class="soft small">{t('rescue.looking')}</p>}
      {rescue && rescue.plans.length === 0 && <p class="note warn">{t(isRisky(line) ? 'rescue.none_risky' : 'rescue.none')}</p>}
      <ol>
        {rescue?.plans.map((plan, index) => (
          <Plan
            key={plan.moves.map((move) => move.engineer_id).join() + plan.way}
            plan={plan}
            line={line}
            zone={zone}
            first={index === 0}
            busy={busy}
            drafts={drafts}
            onCarry={() => void carry(plan)}
          />
        ))}
      </ol>
      {rescue?.consent && <Consent line={line} zone={zone} engineer={rescue.engineer} window={rescue.consent} />}
      {rescue?.stay && <Stay key={line.id} line={line} words={rescue.stay} open={rescue.plans.length === 0} />}
      <Told zone={zone} />
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
  }, [line.id, line.status, line.engineer_id, line.predicted_arrival, line.late_minutes, line.risk, turn]);
  return { rescue, again: () => setTurn((now) => now + 1) };
}

async function carriedOut(line: Line, chosen: Chosen): Promise<boolean> {
  const before = new Set(detail.value?.messages.map((row) => row.id));
  const done = await attempt(() => carryOut(line.id, chosen));
  await refresh();
  if (!done) return false;
  await openDetail(line.id);
  const word = t(chosen.way === 'stay' ? 'rescue.customer_told' : 'rescue.done');
  sayDone(word, done.undo_until, () => takeBack(line.id), refresh, toldOf(detail.value, line.id, before));
  return true;
}

/** Nothing moves, and the customer hears before the promise is broken that it will be. */
function Stay({ line, words, open: atOnce }: { line: Line; words: CustomerWords; open: boolean }) {
  const drafts = useDrafts();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const tell = async () => {
    setBusy(true);
    const plan = { way: 'stay' as const, keeps: [], moves: [], days: [], words: drafts.all([words]) };
    if (await carriedOut(line, plan)) setOpen(false);
    setBusy(false);
  };
  const told = detail.value?.messages.some((row) => row.kind === 'arrival_told');
  if (!open && (told || !atOnce))
    return (
      <div class="spread consent">
        <span class="small">{t('rescue.stays')}</span>
        <button type="button" data-tell-customer onClick={() => setOpen(true)}>
          {t('rescue.tell')}
        </button>
      </div>
    );
  return (
    <div class="card" data-stay>
      <Tell rows={[words]} drafts={drafts} open moved={() => false} />
      <div class="spread">
        <span class="small soft">{t(words.channel ? 'rescue.goes_out' : 'rescue.becomes_call')}</span>
        <button type="button" disabled={busy || !drafts.of(words).trim()} onClick={() => void tell()}>
          {t('rescue.tell')}
        </button>
      </div>
    </div>
  );
}

/** What the customer was told of it: in which words, by which way and when. */
function Told({ zone }: { zone: string }) {
  const row = detail.value?.messages.find(({ kind }) => kind === 'arrival_told');
  return row ? (
    <ul class="said-to-customer" data-told>
      <One row={row} zone={zone} />
    </ul>
  ) : null;
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
