// The day: the visits in their order, and what the engineer says of themselves.
import { useState } from 'preact/hooks';
import { DUTIES, type Duty as Said } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { day, moment, serverNow, tick } from '../../shared/time';
import { Top } from '../bar';
import { isGone } from '../day';
import { draftWords } from '../drafts';
import { sayDuty } from '../outbox';
import { isRefused } from '../refused';
import { go } from '../router';
import { SETTLES } from '../settling';
import { Veil } from '../sheet';
import { car, duty, isOver, net, packed, pulledAt, readiness, views } from '../state';
import { ZoneNote } from '../zone';
import { Arriving } from './arrived';
import { Days } from './days';
import { News } from './news';
import { Card } from './visit-card';

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
          {pulledAt.value && <span> · {t('today.as_of', { at: moment(pulledAt.value, zone, tick.value) })}</span>}
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
        <Days open={open} />
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
      setTimeout(() => setSettled(true), SETTLES);
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
