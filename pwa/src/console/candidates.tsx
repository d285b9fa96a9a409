import { useEffect, useState } from 'preact/hooks';
import { ask, askOnce, type Schemas } from '../shared/api';
import { t, td } from '../shared/i18n';
import { ON_SITE } from '../shared/status';
import { moment, relative, span } from '../shared/time';
import { attempt, detail, type Line, refresh, toast } from './store';

type Candidate = Schemas['Candidate'];

/** Who should go, and why. One press assigns; taking a visit from somebody asks for the reason, filled in already. */
export function Candidates({ line }: { line: Line }) {
  const [ranking, setRanking] = useState<Schemas['Ranking'] | null>(null);
  const [reason, setReason] = useState(t(line.needs_review === 'engineer_sick' ? 'cand.reason_sick' : 'cand.reason_default'));
  const [all, setAll] = useState(false);
  const moving = line.engineer_id !== null && !['received', 'remote_support', 'awaiting_assignment'].includes(line.status);

  useEffect(() => {
    void attempt(() => ask<Schemas['Ranking']>(`/api/orders/${line.id}/candidates`)).then((found) => setRanking(found ?? null));
  }, [line.id, line.status, line.engineer_id]);

  const give = async (candidate: Candidate) => {
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
      {ON_SITE.has(line.status) && (
        <p class="note warn">{t('cand.at_work', { name: line.engineer ?? '', status: td('status', line.status) })}</p>
      )}
      {moving && (
        <label>
          {t('cand.reason')}
          <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
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
          + {ranking.candidates.length - shown.length}
        </button>
      )}
      {Object.keys(ranking.excluded).length > 0 && (
        <p class="soft small" title={Object.values(ranking.excluded_names).flat().join(', ')}>
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
  const lateOthers = candidate.moved.filter((row) => row.late_minutes > 0).length;
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
        <span class={candidate.late_minutes ? 'bad-word' : 'good-word'}>
          {moment(candidate.arrival, detail.value?.extra.time_zone)} ·{' '}
          {candidate.late_minutes ? t('cand.late', { span: span(candidate.late_minutes * 60_000) }) : t('cand.on_time')}
        </span>
        <p class="soft small">
          {t('cand.distance', { km: (candidate.distance_m / 1000).toFixed(1) })} ·{' '}
          {candidate.extra_travel_minutes > 0 && `${t('cand.extra', { span: span(candidate.extra_travel_minutes * 60_000) })} · `}
          {candidate.visits_before ? t('cand.after_visits', { n: candidate.visits_before }) : t('cand.first')}
          {lateOthers > 0 && <span class="bad-word"> · {t('cand.moves_others', { n: lateOthers })}</span>} ·{' '}
          {candidate.position_time ? t('cand.age', { age: relative(candidate.position_time) }) : t('cand.no_position')}
        </p>
      </div>
      <button type="button" class={rank === 1 ? 'primary' : ''} disabled={busy} onClick={() => void give()}>
        {word}
      </button>
    </li>
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
