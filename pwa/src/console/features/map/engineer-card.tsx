// On the map, whoever was pressed: where they are and since when that is known, what they have before them, how to reach them.
import { listed, t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { clockTime, period, relative, span } from '../../../shared/time';
import { go } from '../../app/router';
import { me } from '../../app/session';
import { day } from './day';
import { picked, subject } from './trail';
import { TrailPanel } from './trail-panel';

const NEXT = 5; // visits

export function EngineerCard() {
  const who = subject.value;
  if (!who) return null;
  if (picked.value !== who.engineer_id)
    return (
      <button
        type="button"
        class="engineer-card"
        data-card-show
        onClick={() => {
          picked.value = who.engineer_id;
        }}
      >
        {who.name} <span class="soft">{relative(who.device_time)}</span>
      </button>
    );
  return (
    <section class="engineer-card open" aria-label={who.name} data-card={who.engineer_id}>
      <header>
        <h3>{who.name}</h3>
        <button type="button" class="plain" aria-label={t('card.close')} title={t('card.close')} onClick={close}>
          <Icon name="x" />
        </button>
      </header>
      <p class="soft">
        {who.duty && who.duty !== 'on' ? `${td('duty', who.duty)} · ` : ''}
        {t('card.position', { age: relative(who.device_time), m: Math.round(who.accuracy_m) })}
      </p>
      <Reach />
      <Today />
      <TrailPanel />
    </section>
  );
}

function close(): void {
  picked.value = null;
}

function Reach() {
  const phone = day.value?.phone;
  if (!phone) return null;
  const number = phone.replace(/[^+\d]/g, '');
  return (
    <p class="reach">
      <a href={`tel:${number}`}>
        <Icon name="phone" /> {phone}
      </a>
      <a href={`sms:${number}`} aria-label={t('card.message', { phone })} title={t('card.message', { phone })}>
        <Icon name="message" />
      </a>
    </p>
  );
}

function Today() {
  const known = day.value;
  if (!known) return null;
  const { skills, shifts, visits } = known.engineer;
  const zone = me.value?.time_zone;
  const ahead = visits.filter((visit) => !visit.done);
  return (
    <>
      <dl class="pairs">
        <div>
          <dt>{t('card.shift')}</dt>
          <dd>{listed(shifts.map((row) => period(row.since, row.until, zone))) || t('card.no_shift')}</dd>
        </div>
        {skills.length > 0 && (
          <div>
            <dt>{t('card.skills')}</dt>
            <dd>{listed(skills)}</dd>
          </div>
        )}
      </dl>
      <h4>{t('card.today', { done: visits.length - ahead.length, left: ahead.length })}</h4>
      <ol class="plain">
        {ahead.slice(0, NEXT).map((visit) => (
          <li key={visit.order_id}>
            <button type="button" class="plain" data-next={visit.order_id} onClick={() => go({ order: visit.order_id })}>
              <b>{clockTime(visit.at, zone)}</b>{' '}
              {visit.late && <span class="chip bad">+{span(visit.late_minutes * 60_000)}</span>}{' '}
              {known.orders.get(visit.order_id)?.site}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
