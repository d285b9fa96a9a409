import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { tone } from '../../shared/status';
import { clockTime, day, relative, serverNow } from '../../shared/time';
import { Top } from '../bar';
import type { View } from '../commands';
import { sayDuty } from '../outbox';
import { go } from '../router';
import { Veil } from '../sheet';
import { duty, isOver, packed, pulledAt, readiness, views } from '../state';

export function Today() {
  const open = views.value.filter((view) => !isOver(view));
  const done = views.value.filter(isOver);
  const zone = views.value[0]?.time_zone;
  return (
    <>
      <Top title={t('today.title')} />
      <main class="list" data-painted={views.value.length}>
        <p class="soft dateline">
          {day(serverNow(), zone)}
          {pulledAt.value && <span> · {t('today.as_of', { at: clockTime(pulledAt.value, zone) })}</span>}
        </p>
        <Duty />
        <Pack />
        {open.length === 0 && (
          <div class="empty">
            <Icon name="check" />
            <p>{t('today.empty')}</p>
          </div>
        )}
        {open.map((view, index) => (
          <Card key={view.attendance_id} view={view} first={index === 0} />
        ))}
        {packed.value.size > 0 && (
          <button type="button" class="big begin" data-begin onClick={() => go('/app/begin')}>
            <Icon name="phone" />
            {t('begin.open')}
          </button>
        )}
        {done.length > 0 && <h2 class="divider">{t('today.done')}</h2>}
        {done.map((view) => (
          <Card key={view.attendance_id} view={view} first={false} />
        ))}
      </main>
    </>
  );
}

const DUTIES = ['on', 'break', 'off', 'sick'] as const;
const DUTY_TONE = { on: 'good', break: 'warn', off: '', sick: 'bad' };

/** What he says of himself decides whether he is sent anywhere, and whether his position is kept. */
function Duty() {
  const [open, setOpen] = useState(false);
  const now = duty.value;
  const say = (state: (typeof DUTIES)[number]) => {
    setOpen(false);
    void sayDuty(state);
  };
  return (
    <>
      <button type="button" class="duty big" aria-expanded={open} data-duty={now ?? ''} onClick={() => setOpen(true)}>
        <span class="soft">{t('duty.title')}</span>
        <span class={`chip ${now ? DUTY_TONE[now] : ''}`}>{now ? td('duty', now) : t('duty.unsaid')}</span>
      </button>
      {open && (
        <Veil onClose={() => setOpen(false)}>
          <div class="sheet" role="dialog" aria-label={t('duty.title')}>
            <h2>{t('duty.title')}</h2>
            {DUTIES.map((state) => (
              <button
                key={state}
                type="button"
                class={`big ${state === now ? 'chosen' : ''}`}
                data-say={state}
                onClick={() => say(state)}
              >
                {td('duty', state)}
                <small class="soft">{td('duty_means', state)}</small>
              </button>
            ))}
            <button type="button" class="plain big" onClick={() => setOpen(false)}>
              {t('sheet.cancel')}
            </button>
          </div>
        </Veil>
      )}
    </>
  );
}

/** Red until everything is here: what is missing is found out at the customer's otherwise. */
function Pack() {
  const { all, here, ready } = readiness.value;
  if (!all) return null;
  return (
    <button
      type="button"
      class={`pack big ${ready ? 'ready' : 'missing'}`}
      data-pack={ready ? 'ready' : 'missing'}
      onClick={() => go('/app/pack')}
    >
      <Icon name={ready ? 'check' : 'alert'} />
      <span>{ready ? t('pack.ready', { n: all }) : t('pack.not_ready', { n: here, all })}</span>
      <Icon name="chevron" />
    </button>
  );
}

function Card({ view, first }: { view: View; first: boolean }) {
  const gone = view.ended_at && view.end_reason !== 'sign';
  const word = view.now_with ? t('today.handed_over', { name: view.now_with }) : t('today.taken_back');
  return (
    <button
      type="button"
      class={`visit-card ${first ? 'first' : ''} ${view.ended_at ? 'ended' : ''}`}
      onClick={() => go(`/app/visit/${view.attendance_id}`)}
    >
      <span class="when">
        {view.window_to ? clockTime(view.window_to, view.time_zone) : '–'}
        {!view.ended_at && view.window_to && <small>{relative(view.window_to)}</small>}
      </span>
      <span class="what">
        <strong>{view.site}</strong>
        <span class="soft">{view.fault}</span>
        <span class="marks">
          {gone ? (
            <span class="chip warn">{word}</span>
          ) : (
            <span class={`chip ${tone(view.status)}`}>{td('status', view.status)}</span>
          )}
          {!view.ended_at && late(view) > 0 && <span class="chip bad">{t('today.late', { n: late(view) })}</span>}
          {view.pending > 0 && (
            <span class="onphone">
              <Icon name="phoneSaved" />
              {view.pending}
            </span>
          )}
        </span>
      </span>
    </button>
  );
}

export function late(view: View): number {
  if (view.arrived_at || !view.window_to) return 0;
  const predicted = view.predicted_arrival ? (Date.parse(view.predicted_arrival) - Date.parse(view.window_to)) / 60_000 : 0;
  return Math.max(0, Math.round(Math.max(predicted, view.late_minutes ?? 0)));
}
