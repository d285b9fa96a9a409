// One who could go: when they would be there, why they stand where they stand, and whose visit it costs.
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { moment, otherDay, relative, span } from '../../../shared/time';
import { OrderLink } from '../../ui/order-link';
import { detail, lines } from '../orders/state';

type Candidate = Schemas['Candidate'];
const MOVED_SHOWN = 3;
/** Who says how long they drive. */
const WAY = {
  estimate: 'cand.way_estimate',
  learnt: 'cand.way_learnt',
  osrm: 'cand.way_road',
  valhalla: 'cand.way_road',
} as const;
const MINUTES = new Set(['travel', 'others_late', 'own_late', 'waiting', 'overtime']);

/** The first beside the second, each other beside whoever stands before them. */
function becauseOf({ because: { term, than, by } }: Candidate, rank: number): string {
  const amount = MINUTES.has(term) ? span(by * 60_000) : String(by);
  return td(rank === 1 ? 'first' : 'behind', term, { name: than, by: amount });
}

interface RowProps {
  candidate: Candidate;
  /** Their way is timed in another manner than that of the first. */
  other: boolean;
  rank: number;
  word: string;
  /** Pressed once: the visit would be taken from somebody who is at work there. */
  asked: boolean;
  busy: boolean;
  /** A number means them, and not the reasons of a question. */
  keyed: boolean;
  onGive: () => void;
  /** They come beside whoever leads. */
  onJoin: (() => void) | undefined;
}

export function Row({ candidate, other, rank, word, asked, busy, keyed, onGive, onJoin }: RowProps) {
  const joins = (event: KeyboardEvent) => {
    if (!onJoin || event.key !== 'Enter' || !event.shiftKey) return;
    event.preventDefault();
    onJoin();
  };
  const zone = detail.value?.extra.time_zone;
  const today = !otherDay(candidate.arrival, zone);
  return (
    <li class="candidate" data-rank={rank} data-engineer={candidate.engineer_id}>
      <kbd>{rank}</kbd>
      <div class="grow">
        <strong>{candidate.name}</strong> {candidate.named && <span class="chip good">{t('cand.named')}</span>}{' '}
        {candidate.preferred && <span class="chip good">{t('cand.preferred')}</span>}{' '}
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
          {candidate.outside && ` · ${td('rule', 'outside')}`}
          {candidate.overtime_minutes > 0 && ` · ${t('cand.overtime', { span: span(candidate.overtime_minutes * 60_000) })}`}
        </p>
        <Declined declined={candidate.declined} zone={zone} />
        <p class="small" data-because={candidate.because.term}>
          {becauseOf(candidate, rank)}
        </p>
        <MovedVisits moved={candidate.moved} zone={zone} />
      </div>
      <span class="deeds">
        <button
          type="button"
          class={asked ? 'danger' : rank === 1 ? 'primary' : ''}
          disabled={busy}
          data-key={keyed ? rank : undefined}
          onClick={onGive}
          onKeyDown={joins}
        >
          {word}
        </button>
        {onJoin && (
          <button type="button" class="plain small" disabled={busy} data-join onClick={onJoin}>
            {td('action', 'join_crew')}
          </button>
        )}
      </span>
    </li>
  );
}

/** They gave this visit back before. */
function Declined({ declined, zone }: { declined: Candidate['declined']; zone: string | undefined }) {
  if (!declined) return null;
  const { reason_code, reason } = declined;
  const why = [reason_code && !(reason_code === 'other' && reason) && td('reason', reason_code), reason].filter(Boolean);
  const at = moment(declined.at, zone);
  return (
    <p class="small warn-word" data-declined>
      {why.length ? t('cand.declined', { at, reason: why.join(' · ') }) : t('cand.declined_plain', { at })}
    </p>
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
