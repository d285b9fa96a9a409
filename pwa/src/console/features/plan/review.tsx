// A proposal beside the days as they stand: what is won, what moves, what stays with nobody; all of it is taken, a part, or nothing.
import { useState } from 'preact/hooks';
import { listed, t, td } from '../../../shared/i18n';
import { moment, span } from '../../../shared/time';
import { me } from '../../app/session';
import { attempt, sayDone, toast } from '../../app/toast';
import { type Proposal, type Shown, type Taken, takeBackPart, takePart } from '../../data/plans';
import { OrderLink } from '../../ui/order-link';
import { refresh } from '../orders/state';
import { Remote, StillLate } from './not-won';
import { Rows } from './rows';
import { Strips } from './strips';
import { type Choice, usePart } from './use-part';

interface Props {
  shown: Shown;
  proposal: Proposal;
  onChanged: () => Promise<void>;
  onAgain: () => void;
  onAside: () => void;
}

const NAMED = 3;

export function Review({ shown, proposal, onChanged, onAgain, onAside }: Props) {
  const choice = usePart(shown, proposal);
  const [busy, setBusy] = useState(false);
  const now = choice.timed?.proposal ?? proposal;
  const count = choice.ticked.length - choice.refused.size;
  const take = async () => {
    setBusy(true);
    const taken = await attempt(() => takePart(shown.plan.id, choice.ticked));
    await Promise.all([refresh(), onChanged()]);
    setBusy(false);
    if (taken) sayTaken(shown.plan.id, taken, proposal, onChanged);
  };
  return (
    <>
      <Figures summary={now.summary} />
      <Notes proposal={proposal} changed={shown.changed.length} onAgain={onAgain} />
      {choice.open.length > 0 && (
        <div class="tools plan-take">
          <button type="button" class="primary" disabled={busy || count <= 0} onClick={() => void take()}>
            {takes(choice, count)}
          </button>
          <button type="button" disabled={busy} onClick={onAside}>
            {t('plan.aside')}
          </button>
          <button type="button" class="plain" onClick={() => choice.all(choice.ticked.length < choice.open.length)}>
            {t(choice.ticked.length < choice.open.length ? 'plan.tick_all' : 'plan.tick_none')}
          </button>
        </div>
      )}
      <Rows shown={shown} proposal={proposal} choice={choice} />
      <Strips proposal={now} />
      <StillLate rows={now.late ?? []} />
      <Left proposal={proposal} now={now} />
      <Remote rows={proposal.remote ?? []} />
    </>
  );
}

function takes(choice: Choice, count: number): string {
  if (count <= 0) return t('plan.take_none');
  return t(choice.ticked.length === choice.open.length ? 'plan.take_all' : 'plan.take', { n: count });
}

/** What was taken, what was not and why; for some seconds with a way back. */
function sayTaken(plan: string, taken: Taken, proposal: Proposal, onChanged: () => Promise<void>): void {
  const numbers = new Map(proposal.rows.map((row) => [row.id, row.number || row.to]));
  const without = [...taken.changed, ...taken.refused.map((row) => row.id)].map((id) => numbers.get(id) ?? '–');
  const more = without.length ? t('plan.left_out', { n: without.length, list: listed(without, NAMED) }) : undefined;
  const text = t('plan.done', { n: taken.orders.length });
  if (!taken.days) {
    toast.value = { text: t('plan.done_nothing'), more, bad: true };
    return;
  }
  const back = () => takeBackPart(plan);
  sayDone(
    taken.orders.length ? text : t('plan.done_order'),
    taken.undo_until,
    back,
    () => Promise.all([refresh(), onChanged()]),
    more,
  );
}

function Figures({ summary }: { summary: Proposal['summary'] }) {
  const { travel_before, travel_after, kept_before, kept_after, promised, assigned, moved, unassigned } = summary;
  const figures: [string, string, string][] = [
    ['travel', t('plan.travel'), t('plan.from_to', { from: drive(travel_before), to: drive(travel_after) })],
    ['kept', t('plan.kept', { n: promised }), t('plan.from_to', { from: kept_before, to: kept_after })],
    ['assigned', t('plan.assigned'), String(assigned)],
    ['moved', t('plan.moved'), String(moved)],
    ['unassigned', t('plan.unassigned'), String(unassigned)],
  ];
  return (
    <div class="figures">
      {figures.map(([name, word, value]) => (
        <div key={name} class="card figure" data-figure={name}>
          <span class="soft small">{word}</span>
          <strong>{value}</strong>
        </div>
      ))}
    </div>
  );
}

const drive = (minutes: number) => (minutes ? span(minutes * 60_000) : t('plan.no_drive'));

/** What was not offered and why, and what is not as it was any more. */
function Notes({ proposal, changed, onAgain }: { proposal: Proposal; changed: number; onAgain: () => void }) {
  const { withheld, over } = proposal.summary;
  return (
    <>
      {changed > 0 && (
        <div class="note warn" data-changed={changed}>
          <p>{t('plan.changed', { n: changed })}</p>
          <p class="tools">
            <button type="button" onClick={onAgain}>
              {t('plan.again')}
            </button>
          </p>
        </div>
      )}
      {!!over && <p class="note">{t('plan.over', { n: over })}</p>}
      {!!withheld && <p class="note">{t('plan.withheld', { n: withheld })}</p>}
    </>
  );
}

const OWN_WORDS = new Set(['time', 'named', 'nobody', 'later']);

/** With the reasons of the plan; what it did not know came in later, and what it has somebody for is a row to tick. */
function Left({ proposal, now }: { proposal: Proposal; now: Proposal }) {
  const planned = new Set(proposal.rows.map((row) => row.id));
  const known = new Map(proposal.left.map((row) => [row.order_id, row]));
  const left = now.left
    .filter((row) => !planned.has(row.order_id))
    .map((row) => known.get(row.order_id) ?? { ...row, rule: 'later' });
  if (!left.length) return null;
  return (
    <section class="plan-left">
      <h2>{t('plan.unassigned')}</h2>
      <ul>
        {left.map((row) => (
          <li key={row.order_id} data-left={row.order_id}>
            <OrderLink id={row.order_id}>{row.number}</OrderLink> {row.account}
            <span class="soft">
              {' '}
              · {t('plan.until', { at: moment(row.promise, me.value?.time_zone) })} ·{' '}
              {td(OWN_WORDS.has(row.rule) ? 'plan_left' : 'cand', row.rule, { n: row.engineers })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
