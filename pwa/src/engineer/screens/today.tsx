// The day: the visits in their order, and what the engineer says of themselves.
import { useState } from 'preact/hooks';
import { BENCH, DUTIES, type Duty as Said } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { tone } from '../../shared/status';
import { statusWord } from '../../shared/status-words';
import { clockTime, date, day, otherDay, relative, serverNow, tick } from '../../shared/time';
import { Top } from '../bar';
import { isGone, lateWords, momentOf } from '../day';
import { begunIn } from '../draft-edits';
import { draftOf, draftWords } from '../drafts';
import { isNew } from '../inbox';
import type { View } from '../model';
import { sayDuty } from '../outbox';
import { isRefused } from '../refused';
import { go } from '../router';
import { Veil } from '../sheet';
import { car, duty, isOver, net, packed, pulledAt, readiness, views } from '../state';
import { ZoneNote } from '../zone';
import { Arriving } from './arrived';
import { FirstDue, Level } from './due';
import { News } from './inbox';

export function Today() {
  const open = views.value.filter((view) => !isOver(view) && !isRefused(view));
  const aside = views.value.filter((view) => !isOver(view) && isRefused(view));
  const done = views.value.filter((view) => isOver(view) && !isGone(view));
  const gone = views.value.filter(isGone);
  const zone = views.value[0]?.time_zone;
  return (
    <>
      <Top title={t('today.title')} />
      <main class="list" data-painted={views.value.length}>
        <p class="soft dateline">
          {day(serverNow(), zone)}
          {pulledAt.value && <span> · {t('today.as_of', { at: clockTime(pulledAt.value, zone) })}</span>}
        </p>
        <ZoneNote zones={views.value.map((view) => view.time_zone)} />
        <Arriving />
        <News />
        <Duty visits={open.length} />
        <Pack />
        {open.length === 0 && (
          <div class="empty">
            <Icon name={pulledAt.value ? 'check' : 'phoneSaved'} />
            <p>{pulledAt.value ? t('today.empty') : notYet()}</p>
          </div>
        )}
        {open.map((view, index) => (
          <Card key={view.attendance_id} view={view} first={index === 0} />
        ))}
        {aside.length > 0 && <h2 class="divider">{t('today.with_office')}</h2>}
        {aside.map((view) => (
          <Card key={view.attendance_id} view={view} first={false} />
        ))}
        {packed.value.size > 0 && (
          <button type="button" class="big begin" data-begin onClick={() => go('/app/begin')}>
            <Icon name="phone" />
            {t(draftWords('begin', 'order') ? 'begin.go_on' : 'begin.open')}
          </button>
        )}
        {done.length > 0 && <h2 class="divider">{t('today.done')}</h2>}
        {done.toReversed().map((view) => (
          <Card key={view.attendance_id} view={view} first={false} />
        ))}
        {gone.length > 0 && <h2 class="divider">{t('today.not_mine')}</h2>}
        {gone.toReversed().map((view) => (
          <Card key={view.attendance_id} view={view} first={false} />
        ))}
        <button type="button" class="big begin" data-car onClick={() => go('/app/car')}>
          <Icon name="box" />
          {t('car.open', { n: car.value.reduce((sum, line) => sum + Math.max(0, line.quantity), 0) })}
        </button>
        <button type="button" class="big begin" data-settings onClick={() => go('/app/phone')}>
          <Icon name="settings" />
          {t('settings.title')}
        </button>
      </main>
    </>
  );
}

/** Why the day is not here: on its way, no network, or what the server says. */
function notYet(): string {
  if (net.value === 'ok') return t('today.fetching');
  return net.value === 'offline' ? t('today.not_fetched') : td('net', net.value);
}

const DUTY_TONE = { on: 'good', break: 'warn', off: '', sick: 'bad' };
/** These take visits from the engineer, or keep new ones away: said twice. */
const DOUBLE_TAP = 450;
const WEIGHTY = new Set<Said>(['off', 'sick']);

/** What engineers say of themselves decides whether they are sent anywhere, and whether their position is kept. */
function Duty({ visits }: { visits: number }) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Said | null>(null);
  const [settled, setSettled] = useState(true);
  const now = duty.value;
  const close = () => {
    setOpen(false);
    setAsked(null);
  };
  const say = (state: Said) => {
    if (WEIGHTY.has(state) && asked !== state) {
      setSettled(false); // the same finger's second tap is no answer
      setTimeout(() => setSettled(true), DOUBLE_TAP);
      return setAsked(state);
    }
    close();
    void sayDuty(state);
  };
  return (
    <>
      <button type="button" class="duty big" aria-expanded={open} data-duty={now ?? ''} onClick={() => setOpen(true)}>
        <span class="soft">{t('duty.title')}</span>
        <span class={`chip ${now ? DUTY_TONE[now] : 'warn'}`}>{now ? td('duty', now) : t('duty.unsaid')}</span>
        <Icon name="chevron" />
      </button>
      {now === 'sick' && visits > 0 && <p class="note bad">{t('duty.sick_now', { n: visits })}</p>}
      {open && (
        <Veil label={t('duty.title')} onClose={close}>
          <div class="sheet">
            <h2>{asked ? td('duty', asked) : t('duty.title')}</h2>
            {asked && <p>{visits ? t('duty.sure_visits', { n: visits }) : t('duty.sure')}</p>}
            {DUTIES.filter((state) => !asked || state === asked).map((state) => (
              <button
                key={state}
                type="button"
                class={`big ${asked ? 'primary' : state === now ? 'chosen' : ''} ${settled ? '' : 'settling'}`}
                data-say={state}
                disabled={!settled}
                onClick={() => say(state)}
              >
                {td('duty', state)}
                <small>{td('duty_means', state)}</small>
              </button>
            ))}
            <button type="button" class="plain big" onClick={close}>
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
  const gone = isGone(view);
  const late = lateWords(view);
  const begun = begunIn(draftOf(view.attendance_id));
  return (
    <button
      type="button"
      class={`visit-card ${first ? 'first' : ''} ${isOver(view) ? 'ended' : ''}`}
      onClick={() => go(`/app/visit/${view.attendance_id}`)}
    >
      <When view={view} />
      <span class="what">
        <strong>{BENCH.has(view.kind) ? view.account : view.site}</strong>
        <span class="soft">{view.fault}</span>
        <span class="marks">
          {isNew(view.attendance_id) && (
            <span class="chip go" data-new>
              {t('inbox.new')}
            </span>
          )}
          {gone ? (
            <span class="chip warn">{t(`today.${wentTo(view)}`, { name: view.now_with ?? '' })}</span>
          ) : (
            <span class={`chip ${tone(view.status)}`}>{statusWord(view.status, view.kind)}</span>
          )}
          {!isOver(view) && <Level view={view} />}
          {!isOver(view) && <FirstDue view={view} />}
          {!isOver(view) && late && <span class="chip bad">{late}</span>}
          {begun && (
            <span class="onphone" data-begun={begun}>
              <Icon name="pencil" />
              {td('today_begun', begun)}
            </span>
          )}
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

/** Until when the engineer is expected; once they are there, since when; once it is over, when that was. */
function When({ view }: { view: View }) {
  const at = momentOf(view, isOver(view));
  if (at)
    return (
      <span class="when">
        <small>{t(isGone(view) ? 'today.until' : isOver(view) ? 'today.was' : 'today.since')}</small>
        {clockTime(at, view.time_zone)}
        <small>{otherDay(at, view.time_zone, tick.value, false)}</small>
      </span>
    );
  const promised = view.handed_in?.promised_on;
  if (!view.window_to && promised)
    return (
      <span class="when">
        <small>{t('today.by')}</small>
        <small>{otherDay(promised, 'UTC', tick.value) || date(promised)}</small>
      </span>
    );
  if (!view.window_to) return <span class="when">–</span>;
  return (
    <span class="when">
      <small>{t('today.by')}</small>
      {clockTime(view.window_to, view.time_zone)}
      <small>{otherDay(view.window_to, view.time_zone, tick.value, false)}</small>
      {!isOver(view) && <small>{relative(view.window_to)}</small>}
    </span>
  );
}

/** A visit that was taken from the engineer: with somebody else, with nobody, or back with them as a new one. */
export function wentTo(view: View): 'gone_back' | 'gone' | 'gone_nobody' {
  if (!view.now_with) return 'gone_nobody';
  const again = views.value.some((row) => row.order_id === view.order_id && !row.ended_at);
  return again ? 'gone_back' : 'gone';
}
