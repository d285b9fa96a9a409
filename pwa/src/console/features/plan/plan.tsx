// The plan of a day: asked for, watched while it is searched, looked at beside the days as they stand, taken or put aside.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { askPlan, askStorm, type Desk, type Plan, readPlans } from '../../data/plans';
import { Entries } from '../../ui/entries';
import { Select } from '../../ui/select';
import { lines } from '../orders/state';
import { Opened } from './opened';
import { daysOf, isSearched, stateOf, stationNames, titleOf } from './words';

const WATCHED = 1_000; // ms between looks at what is searched

export function Plans() {
  const { desk, load } = useDesk();
  const chosen = desk?.plans.find((row) => row.id === place.value.searchParams.get('row'));
  const ask = async (day: string, stations: string[], storm = false) => {
    const made = await attempt(() => (storm ? askStorm(stations) : askPlan(day, stations)));
    await load();
    if (made) go({ row: made.id });
  };
  return (
    <div class="manage">
      <main class="page plan-page">
        <h1>{t('plan.title')}</h1>
        {desk && <Ask desk={desk} onAsk={ask} />}
        {desk && chosen && <Opened key={chosen.id} plan={chosen} desk={desk} onChanged={load} onAgain={ask} />}
        {desk && !chosen && <List desk={desk} />}
      </main>
    </div>
  );
}

/** Read anew with every word of the feed, and while something is searched. */
function useDesk() {
  const [desk, setDesk] = useState<Desk | null>(null);
  const load = async () => {
    const found = await attempt(readPlans);
    if (found) setDesk(found);
  };
  useEffect(() => void load(), [lines.value]);
  const searched = desk?.plans.some(isSearched);
  useEffect(() => {
    if (!searched) return;
    const timer = setInterval(() => void load(), WATCHED);
    return () => clearInterval(timer);
  }, [searched]);
  return { desk, load };
}

const ALL = '';

function Ask({ desk, onAsk }: { desk: Desk; onAsk: (day: string, stations: string[]) => Promise<void> }) {
  const [day, setDay] = useState(desk.today);
  const [station, setStation] = useState(ALL);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await onAsk(day, station === ALL ? [] : [station]);
    setBusy(false);
  };
  const stations = desk.stations.map((row): [string, string] => [row.id, row.name]);
  return (
    <form class="plan-ask" onSubmit={(event) => void submit(event)}>
      <Select label={t('plan.day')} name="day" value={day} options={daysOf(desk.today)} onChange={setDay} />
      {stations.length > 1 && (
        <Select
          label={t('plan.stations')}
          name="station"
          value={station}
          options={[[ALL, t('plan.all')], ...stations]}
          onChange={setStation}
        />
      )}
      <button type="submit" class="primary" disabled={busy || desk.stations.length === 0}>
        {t('plan.ask')}
      </button>
    </form>
  );
}

function List({ desk }: { desk: Desk }) {
  if (!desk.plans.length) return <p class="blank soft">{t('plan.none')}</p>;
  return (
    <Entries heads={(['day', 'stations', 'state', 'won', 'asked'] as const).map((name) => t(`plan.${name}`))}>
      {desk.plans.map((plan) => {
        const [word, look] = stateOf(plan);
        return (
          <tr key={plan.id} data-state={plan.state}>
            <td>
              <button type="button" class="plain" data-row={plan.id} onClick={() => go({ row: plan.id })}>
                {titleOf(plan, desk)}
              </button>
            </td>
            <td>{stationNames(plan, desk)}</td>
            <td>
              <span class={`chip ${look}`}>{word}</span>
            </td>
            <td>{wonOf(plan)}</td>
            <td>
              {plan.asked_by ?? t('plan.by_itself')} <span class="soft">{relative(plan.asked_at)}</span>
            </td>
          </tr>
        );
      })}
    </Entries>
  );
}

/** In a word; nothing where there is no proposal. */
function wonOf({ summary }: Plan): string {
  if (!summary) return '–';
  const { travel_before, travel_after, assigned, kept_before, kept_after } = summary;
  const said = [
    assigned > 0 && t('plan.won_assigned', { n: assigned }),
    kept_after > kept_before && t('plan.won_kept', { n: kept_after - kept_before }),
    travel_after < travel_before && t('plan.won_travel', { n: travel_before - travel_after }),
  ];
  return said.filter(Boolean).join(' · ') || '–';
}
