import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, askOnce, type Schemas } from '../shared/api';
import { AT_WORK, BEFORE_VISIT } from '../shared/domain.gen';
import { listed, t, td } from '../shared/i18n';
import { hasWords } from '../shared/status';
import { moment, otherDay, relative, span } from '../shared/time';
import { OrderLink } from './order-link';
import { attempt, detail, isLateText, type Line, lines, refresh, toast } from './store';

type Candidate = Schemas['Candidate'];
const MOVED_SHOWN = 3;

/** What is known already; nobody is said to be late who is not. */
function reasonOf(line: Line): string {
  if (line.reviews.includes('engineer_sick')) return t('cand.reason_sick');
  return isLateText(line) > 0 ? t('cand.reason_default') : '';
}

/** Who should go, and why. One press assigns; taking a visit from somebody asks for the reason, filled in where it is known. */
export function Candidates({ line }: { line: Line }) {
  const [ranking, setRanking] = useState<Schemas['Ranking'] | null>(null);
  const [reason, setReason] = useState(() => reasonOf(line));
  const [blank, setBlank] = useState(false);
  const reasonField = useRef<HTMLInputElement>(null);
  const [all, setAll] = useState(false);
  const moving = line.engineer_id !== null && !BEFORE_VISIT.has(line.status);

  useEffect(() => {
    void attempt(() => ask<Schemas['Ranking']>(`/api/orders/${line.id}/candidates`)).then((found) => setRanking(found ?? null));
  }, [line.id, line.status, line.engineer_id]);

  const give = async (candidate: Candidate) => {
    setBlank(moving && !hasWords(reason));
    if (moving && !hasWords(reason)) return reasonField.current?.focus();
    const body = { engineer_id: candidate.engineer_id, expected: line.status, reason, seen_engineer_id: line.engineer_id };
    const done = await attempt(() => askOnce(`/api/orders/${line.id}/assignment`, { method: 'POST', body }));
    await refresh();
    if (done)
      toast.value = {
        text: t(moving ? 'cand.handed' : 'cand.assigned', { name: candidate.name }),
        undo: () => giveBack(line, moving, candidate.engineer_id),
      };
  };
  if (!ranking) return <p class="soft">{t('cand.loading')}</p>;
  const shown = ranking.candidates.slice(0, all ? 20 : 5);
  return (
    <section class="candidates">
      <h2>{t('detail.who')}</h2>
      {AT_WORK.has(line.status) && (
        <p class="note warn">{t('cand.at_work', { name: line.engineer ?? '', status: td('status', line.status) })}</p>
      )}
      {moving && (
        <label>
          {t('cand.reason')}
          <input
            ref={reasonField}
            name="reason"
            required
            maxLength={2000}
            value={reason}
            aria-invalid={blank}
            aria-describedby={blank ? 'blank-reason' : undefined}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          {blank && (
            <span class="bad-word small" id="blank-reason" role="alert">
              {t('ask.blank')}
            </span>
          )}
        </label>
      )}
      {ranking.candidates.length === 0 && <p class="note warn">{t('cand.none')}</p>}
      <ol>
        {shown.map((candidate, index) => (
          <Row
            key={candidate.engineer_id}
            candidate={candidate}
            rank={index + 1}
            word={moving ? t('action.hand_over') : t('action.assign')}
            onGive={give}
          />
        ))}
      </ol>
      {ranking.candidates.length > shown.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t('cand.more', { n: ranking.candidates.length - shown.length })}
        </button>
      )}
      {Object.keys(ranking.excluded).length > 0 && (
        <p class="soft small" title={listed(Object.values(ranking.excluded_names).flat())}>
          {t('cand.excluded', {
            list: Object.entries(ranking.excluded)
              .map(([rule, n]) => td('cand', rule, { n }))
              .join(' · '),
          })}
        </p>
      )}
    </section>
  );
}

interface RowProps {
  candidate: Candidate;
  rank: number;
  word: string;
  onGive: (candidate: Candidate) => Promise<void>;
}

function Row({ candidate, rank, word, onGive }: RowProps) {
  const [busy, setBusy] = useState(false);
  const zone = detail.value?.extra.time_zone;
  const today = !otherDay(candidate.arrival, zone);
  const give = async () => {
    setBusy(true);
    await onGive(candidate);
    setBusy(false);
  };
  return (
    <li class="candidate" data-rank={rank} data-engineer={candidate.engineer_id}>
      <kbd>{rank}</kbd>
      <div class="grow">
        <strong>{candidate.name}</strong>{' '}
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
        </p>
        <MovedVisits moved={candidate.moved} zone={zone} />
      </div>
      <button type="button" class={rank === 1 ? 'primary' : ''} disabled={busy} onClick={() => void give()}>
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

async function giveBack(line: Line, moving: boolean, seen_engineer_id: string): Promise<void> {
  const now = await attempt(() => ask<Schemas['Detail']>(`/api/orders/${line.id}`));
  if (!now) return;
  const expected = now.line.status;
  if (moving && line.engineer_id) {
    const body = { engineer_id: line.engineer_id, expected, reason: t('toast.undo'), seen_engineer_id };
    await attempt(() => askOnce(`/api/orders/${line.id}/assignment`, { method: 'POST', body }));
  } else {
    const body = { action: 'unassign', expected, data: { reason: t('toast.undo') }, seen_engineer_id };
    await attempt(() => askOnce(`/api/orders/${line.id}/actions`, { method: 'POST', body }));
  }
  await refresh();
  toast.value = { text: t('toast.undone') };
}
