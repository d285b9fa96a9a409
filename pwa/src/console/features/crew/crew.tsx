// Who else is at a visit beside whoever leads: how far each is, and what the office can do about it.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { REASONS, type ReasonCode } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { moment, period, span } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { assign, leaveCrew } from '../../data/orders';
import { onEscape } from '../../ui/on-escape';
import { Reasons } from '../../ui/reasons';
import type { Line } from '../orders/line';
import { detail, refresh, sayDecided } from '../orders/state';

type Member = Schemas['CrewMember'];
type Question = { member: Member; what: 'leave_crew' | 'hand_over' };

export function Crew({ line, zone }: { line: Line; zone: string }) {
  const [asking, setAsking] = useState<Question | null>(null);
  if (!line.crew.length) return null;
  return (
    <section data-crew>
      <h2>{t('crew.title')}</h2>
      <p>
        <strong>{line.engineer}</strong> <span class="chip good">{t('crew.leads')}</span>
      </p>
      <ul class="bare">
        {line.crew.map((member) => (
          <li key={member.engineer_id} class="spread" data-member={member.engineer_id}>
            <span>
              <strong>{member.engineer}</strong> {standing(member, zone)}
              <span class="soft small block">
                {t('visit.promised', { window: period(member.window_from, member.window_to, zone) })}
                {comes(member, zone)}
              </span>
            </span>
            {allowed('orders.assign') && (
              <span class="marks">
                {!member.finished_at && (
                  <button type="button" data-lead onClick={() => setAsking({ member, what: 'hand_over' })}>
                    {t('crew.make_lead')}
                  </button>
                )}
                <button type="button" data-leave onClick={() => setAsking({ member, what: 'leave_crew' })}>
                  {td('action', 'leave_crew')}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <Decide key={asking.what + asking.member.engineer_id} line={line} asking={asking} onDone={() => setAsking(null)} />
      )}
    </section>
  );
}

function standing({ set_off_at, arrived_at, finished_at }: Member, zone: string): string {
  if (finished_at) return t('crew.left', { at: moment(finished_at, zone) });
  if (arrived_at) return t('crew.there', { at: moment(arrived_at, zone) });
  return t(set_off_at ? 'crew.en_route' : 'crew.planned');
}

function comes({ arrived_at, predicted_arrival, late_since, late_minutes }: Member, zone: string) {
  if (arrived_at || !predicted_arrival) return null;
  return (
    <>
      {` · ${t('crew.arrives', { at: moment(predicted_arrival, zone) })}`}
      {late_since && <span class="bad-word"> · {t('time.after_promise', { span: span((late_minutes ?? 0) * 60_000) })}</span>}
    </>
  );
}

/** Why; and where somebody else leads from now on, whether whoever led stays. */
function Decide({ line, asking: { member, what }, onDone }: { line: Line; asking: Question; onDone: () => void }) {
  const [stays, setStays] = useState(true);
  const [busy, setBusy] = useState(false);
  const leads = what === 'hand_over';
  const decide = async (reason_code: ReasonCode) => {
    setBusy(true);
    const before = new Set(detail.value?.messages.map((row) => row.id));
    const [id, said] = [member.engineer_id, { expected: line.status, reason_code, reason: '' }];
    const done = await attempt(() =>
      leads
        ? assign(line.id, { ...said, engineer_id: id, seen_engineer_id: line.engineer_id, lead_stays: stays })
        : leaveCrew(line.id, id, said),
    );
    setBusy(false);
    await refresh();
    if (!done) return;
    onDone();
    await sayDecided(line, done, t(leads ? 'crew.leads_now' : 'crew.withdrawn', { name: member.engineer }), before);
  };
  const codes = (REASONS[what] ?? []).filter((code) => code !== 'other'); // in words it is said beside the order
  return (
    <fieldset class="inline card" disabled={busy} data-ask={what} onKeyDown={onEscape(onDone)}>
      {leads && (
        <label class="check">
          <input type="checkbox" checked={stays} onChange={(event) => setStays(event.currentTarget.checked)} />{' '}
          {t('crew.stays', { name: line.engineer ?? '' })}
        </label>
      )}
      <Reasons
        legend={t(leads ? 'crew.why_lead' : 'crew.why_leave', { name: member.engineer })}
        codes={codes}
        chosen=""
        keys={false}
        onChoose={(code) => void decide(code)}
      />
      <button type="button" class="plain" onClick={onDone}>
        {t('visit.back')}
      </button>
    </fieldset>
  );
}
