// Who should go with an order, best first, and what it costs the others.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { AT_WORK, BEFORE_VISIT, REASONS, type ReasonCode } from '../../../shared/domain.gen';
import { listed, t, td } from '../../../shared/i18n';
import { hasWords, saysWhy } from '../../../shared/status';
import { moment, otherDay, relative, span } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { assign, readCandidates } from '../../data/orders';
import { NeededField } from '../../ui/needed-field';
import { OrderLink } from '../../ui/order-link';
import { Reasons } from '../../ui/reasons';
import { type Line, lateMinutes } from '../orders/line';
import { detail, lines, refresh, sayDecided } from '../orders/state';
import { type Offer, offersList, useOffers } from './offers';

type Candidate = Schemas['Candidate'];
type Why = { reason: string; reason_code: string };
const HAND_OVER = REASONS.hand_over ?? [];
const MOVED_SHOWN = 3;
/** Who says how long they drive: of one, and of all. */
const WAY = {
  estimate: 'cand.way_estimate',
  learnt: 'cand.way_learnt',
  osrm: 'cand.way_road',
  valhalla: 'cand.way_road',
} as const;
const WAYS = {
  estimate: 'cand.ways_estimate',
  learnt: 'cand.ways_learnt',
  osrm: 'cand.ways_road',
  valhalla: 'cand.ways_road',
} as const;

/** What is known already; nobody is said to be late who is not. */
function reasonOf(line: Line): string {
  if (line.reviews.includes('engineer_sick')) return 'sick';
  return lateMinutes(line) > 0 ? 'late' : '';
}

/** Who should go, and why. One press assigns; taking a visit from somebody asks for the reason, chosen where it is known. */
export function Candidates({ line }: { line: Line }) {
  const ranking = useRanking(line);
  const [giving, setGiving] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState('');
  const moving = line.engineer_id !== null && !BEFORE_VISIT.has(line.status);
  const handOver = async (candidate: Candidate, why: Why) => {
    if (AT_WORK.has(line.status) && asked !== candidate.engineer_id) return setAsked(candidate.engineer_id);
    setGiving((now) => new Set(now).add(candidate.engineer_id));
    await handTo(line, candidate, moving, why);
    setGiving((now) => new Set([...now].filter((id) => id !== candidate.engineer_id)));
  };
  const ask = useReason(line, handOver);
  const shown = ranking?.candidates.slice(0, all ? 20 : 5) ?? [];
  const rows = shown.map((candidate) => ({
    candidate,
    offer: {
      busy: giving.has(candidate.engineer_id),
      give: () => void (moving ? ask.give(candidate) : handOver(candidate, { reason: '', reason_code: '' })),
    },
  }));
  useOffers(
    ask.asking ? HAND_OVER.map((code) => ({ busy: false, give: () => ask.choose(code) })) : rows.map(({ offer }) => offer),
  );
  if (!ranking) return <p class="soft">{t('cand.loading')}</p>;
  const more = ranking.candidates.length - shown.length;
  const word = t(moving ? 'action.hand_over' : 'action.assign');
  return (
    <section ref={offersList} class="candidates">
      <h2>{t('detail.who')}</h2>
      {AT_WORK.has(line.status) && (
        <p class="note warn">{t('cand.at_work', { name: line.engineer ?? '', status: td('status', line.status) })}</p>
      )}
      {moving && <WhyField ask={ask} />}
      {ranking.candidates.length === 0 && <p class="note warn">{t('cand.none')}</p>}
      <ol>
        {rows.map(({ candidate, offer }, index) => (
          <Row
            key={candidate.engineer_id}
            candidate={candidate}
            other={candidate.source !== shown[0]?.source}
            rank={index + 1}
            word={asked === candidate.engineer_id ? t('cand.take_from', { name: line.engineer ?? '' }) : word}
            asked={asked === candidate.engineer_id}
            offer={offer}
          />
        ))}
      </ol>
      {more > 0 && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t('cand.more', { n: more })}
        </button>
      )}
      {shown[0] && <p class="soft small">{t(WAYS[shown[0].source])}</p>}
      <Excluded ranking={ranking} />
    </section>
  );
}

/** asking: for whom a reason is wanted yet; the next choice hands over to them. */
function useReason(line: Line, handOver: (candidate: Candidate, why: Why) => Promise<void>) {
  const [code, setCode] = useState(() => reasonOf(line));
  const [words, setWords] = useState('');
  const [asking, setAsking] = useState<Candidate | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const give = async (candidate: Candidate, chosen = code) => {
    const said = saysWhy(chosen) || hasWords(words);
    setAsking(said ? null : candidate);
    if (said) await handOver(candidate, { reason: words, reason_code: chosen });
    else (chosen === 'other' ? field : first).current?.focus();
  };
  const choose = (chosen: ReasonCode) => {
    setCode(chosen);
    if (asking) void give(asking, chosen);
  };
  return { code, words, setWords, asking, first, field, give, choose };
}

function WhyField({ ask }: { ask: ReturnType<typeof useReason> }) {
  const legend = ask.asking ? t('cand.reason_first', { name: ask.asking.name }) : t('cand.reason');
  return (
    <div class={ask.asking ? 'asked' : ''}>
      <Reasons
        legend={legend}
        codes={HAND_OVER}
        chosen={ask.code}
        keys={ask.asking !== null}
        first={ask.first}
        onChoose={ask.choose}
      />
      <NeededField
        field={ask.field}
        name="reason"
        label={t('reason.more')}
        value={ask.words}
        blank={ask.asking !== null && ask.code === 'other'}
        optional={ask.code !== 'other'}
        onInput={ask.setWords}
      />
    </div>
  );
}

function useRanking(line: Line): Schemas['Ranking'] | null {
  const [ranking, setRanking] = useState<Schemas['Ranking'] | null>(null);
  useEffect(() => {
    let old = false; // an answer that was asked for earlier may come later
    void attempt(() => readCandidates(line.id)).then((found) => old || setRanking(found ?? null));
    return () => {
      old = true;
    };
  }, [line.id, line.status, line.engineer_id, line.window_from, line.window_to]);
  return ranking;
}

async function handTo(line: Line, candidate: Candidate, moving: boolean, why: Why): Promise<void> {
  const { engineer_id, name } = candidate;
  const body = { engineer_id, expected: line.status, ...why, seen_engineer_id: line.engineer_id };
  const before = new Set(detail.value?.messages.map((row) => row.id));
  const done = await attempt(() => assign(line.id, body));
  await refresh();
  if (done) await sayDecided(line, done, t(moving ? 'cand.handed' : 'cand.assigned', { name }), before);
}

/** Who may not go, and why: counted, and by name for whoever points at it. */
function Excluded({ ranking: { excluded, excluded_names } }: { ranking: Schemas['Ranking'] }) {
  const rules = Object.entries(excluded).map(([rule, n]) => td('cand', rule, { n }));
  if (!rules.length) return null;
  return (
    <p class="soft small" title={listed(Object.values(excluded_names).flat())}>
      {t('cand.excluded', { list: rules.join(' · ') })}
    </p>
  );
}

interface RowProps {
  candidate: Candidate;
  /** Their way is timed in another manner than that of the first. */
  other: boolean;
  rank: number;
  word: string;
  /** Pressed once: the visit would be taken from somebody who is at work there. */
  asked: boolean;
  offer: Offer;
}

function Row({ candidate, other, rank, word, asked, offer }: RowProps) {
  const zone = detail.value?.extra.time_zone;
  const today = !otherDay(candidate.arrival, zone);
  return (
    <li class="candidate" data-rank={rank} data-engineer={candidate.engineer_id}>
      <kbd>{rank}</kbd>
      <div class="grow">
        <strong>{candidate.name}</strong> {candidate.named && <span class="chip good">{t('cand.named')}</span>}{' '}
        <span class={`arrival ${candidate.late ? 'bad-word' : 'good-word'}`}>
          {moment(candidate.arrival, zone)} ·{' '}
          {candidate.late ? t('cand.late', { span: span(candidate.late_minutes * 60_000) }) : t('cand.on_time')}
        </span>
        <p class="soft small">
          {today && `${t('cand.distance', { km: (candidate.distance_m / 1000).toFixed(1) })} · `}
          {candidate.extra_travel_minutes > 0 && `${t('cand.extra', { span: span(candidate.extra_travel_minutes * 60_000) })} · `}
          {candidate.visits_before ? t('cand.after_visits', { n: candidate.visits_before }) : t('cand.first')}
          {today &&
            ` · ${candidate.position_time ? t('cand.age', { age: relative(candidate.position_time) }) : t('cand.no_position')}`}
          {other && ` · ${t(WAY[candidate.source])}`}
        </p>
        <MovedVisits moved={candidate.moved} zone={zone} />
      </div>
      <button type="button" class={asked ? 'danger' : rank === 1 ? 'primary' : ''} disabled={offer.busy} onClick={offer.give}>
        {word}
      </button>
    </li>
  );
}

/** Whose visit comes later because of it, the broken promises first. */
function MovedVisits({ moved, zone }: { moved: Candidate['moved']; zone: string | undefined }) {
  const rows = moved.toSorted(
    (a, b) => Number(b.late) - Number(a.late) || b.late_minutes - a.late_minutes || b.minutes - a.minutes,
  );
  return (
    <>
      {rows.slice(0, MOVED_SHOWN).map((row) => (
        <p key={row.order_id} class="small" data-moved={row.order_id}>
          <OrderLink id={row.order_id}>{lines.value.get(row.order_id)?.account ?? t('cand.other_visit')}</OrderLink>{' '}
          {t(row.minutes > 0 ? 'cand.moved' : 'cand.moved_earlier', {
            at: moment(row.arrival, zone),
            span: span(Math.abs(row.minutes) * 60_000),
          })}
          {row.late && <span class="bad-word"> · {t('cand.late', { span: span(row.late_minutes * 60_000) })}</span>}
        </p>
      ))}
      {rows.length > MOVED_SHOWN && <p class="soft small">{t('cand.moved_more', { n: rows.length - MOVED_SHOWN })}</p>}
    </>
  );
}
