// One plan, in whatever state it is.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { go } from '../../app/router';
import { attempt } from '../../app/toast';
import { type Desk, endPlan, type Plan, readPlan, type Shown } from '../../data/plans';
import { Review } from './review';
import { isSearched, stateOf, stationNames, titleOf } from './words';

interface Props {
  plan: Plan;
  desk: Desk;
  onChanged: () => Promise<void>;
  onAgain: (day: string, stations: string[], storm: boolean) => Promise<void>;
}

export function Opened({ plan, desk, onChanged, onAgain }: Props) {
  const shown = useShown(plan, desk);
  const [word, look] = stateOf(plan);
  const again = () => void onAgain(plan.day, plan.stations, plan.storm);
  const end = async () => {
    await attempt(() => endPlan(plan.id));
    await onChanged();
  };
  return (
    <section class="plan" data-plan={plan.id} data-state={plan.state}>
      <header class="spread">
        <div>
          <h2>
            {titleOf(plan, desk)} · {stationNames(plan, desk)} <span class={`chip ${look}`}>{word}</span>
          </h2>
          <p class="soft small">
            {plan.asked_by ?? t('plan.by_itself')} · {relative(plan.asked_at)}
          </p>
        </div>
        <button type="button" class="plain" onClick={() => go({ row: null })}>
          {t('plan.back')}
        </button>
      </header>
      {isSearched(plan) && <Searched plan={plan} onCancel={() => void end()} />}
      {plan.state === 'ready' && shown?.proposal && (
        <Review shown={shown} proposal={shown.proposal} onChanged={onChanged} onAgain={again} onAside={() => void end()} />
      )}
      <Ended plan={plan} onAgain={plan.day >= desk.today ? again : null} />
    </section>
  );
}

/** With what has become of its visits since, as often as the desk is read. */
function useShown(plan: Plan, desk: Desk): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    if (plan.state === 'ready') void attempt(() => readPlan(plan.id)).then((found) => found && setShown(found));
  }, [desk, plan.id, plan.state]);
  return shown;
}

function Searched({ plan, onCancel }: { plan: Plan; onCancel: () => void }) {
  const share = Math.round(plan.share * 100);
  return (
    <div class="card plan-searched" role="status">
      <p>{plan.state === 'waiting' ? t('plan.waiting') : t('plan.running', { share })}</p>
      <progress max={100} value={share} aria-label={td('plan_state', plan.state)} />
      <button type="button" onClick={onCancel}>
        {t('plan.cancel')}
      </button>
    </div>
  );
}

/** Why there is nothing to take, and a way to ask again. */
function Ended({ plan, onAgain }: { plan: Plan; onAgain: (() => void) | null }) {
  const name = plan.ended_by ?? '–';
  const words: Partial<Record<Plan['state'], string>> = {
    nothing: t('plan.nothing'),
    failed: td('plan_fault', plan.fault ?? 'broken'),
    cancelled: t('plan.cancelled_by', { name }),
    discarded: t('plan.discarded_by', { name }),
  };
  if (!words[plan.state]) return null;
  return (
    <div class={`note ${plan.state === 'failed' ? 'bad' : ''}`}>
      <p>{words[plan.state]}</p>
      {onAgain && (
        <p class="tools">
          <button type="button" onClick={onAgain}>
            {t('plan.again')}
          </button>
        </p>
      )}
    </div>
  );
}
