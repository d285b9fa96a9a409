// The day at a glance: a few numbers, each of which opens what it counts.
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { clockTime, fromField } from '../../../shared/time';
import { mute, muted } from './alarm';
import { SETS, type SetName } from './sets';
import { byHour, free, type Glance, glance, hour, open, refreshFree, sets, zone } from './state';

const AGAIN = 60_000; // ms, until who is free is asked anew
const TONES: Record<SetName, string> = { on_time: 'good', risky: 'warn', late: 'bad', unassigned: '' };

export function DayAtAGlance() {
  useEffect(() => {
    void refreshFree();
    const timer = setInterval(() => void refreshFree(), AGAIN);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="glance" aria-label={t('glance.title')}>
      {SETS.map((name) => (
        <Figure key={name} name={name} n={sets.value[name].length} tone={TONES[name]} />
      ))}
      <Hours />
      {free.value && <Figure name="free" n={free.value.length} tone="" />}
      <span class="grow" />
      <button
        type="button"
        class="plain"
        aria-pressed={!muted.value}
        title={t('glance.sound_says')}
        onClick={() => mute(!muted.value)}
        data-sound
      >
        <Icon name={muted.value ? 'soundOff' : 'sound'} /> {t(muted.value ? 'glance.sound_off' : 'glance.sound_on')}
      </button>
    </section>
  );
}

function Figure({ name, n, tone }: { name: Glance; n: number; tone: string }) {
  const isOpen = glance.value === name && !hour.value;
  return (
    <button type="button" class="tally" aria-pressed={isOpen} data-glance={name} onClick={() => open(isOpen ? null : name)}>
      <b class={n && tone ? `${tone}-word` : ''}>{n}</b> {t(`glance.${name}`)}
    </button>
  );
}

/** A bar for each hour in which a promise ends that nobody holds. */
function Hours() {
  const most = Math.max(1, ...byHour.value.map(([, rows]) => rows.length));
  return (
    <fieldset class="hours-ahead" aria-label={t('glance.by_hour')}>
      {byHour.value.map(([at, rows]) => {
        const said = clockTime(fromField(`${at}:00`, zone.value), zone.value);
        return (
          <button
            key={at}
            type="button"
            aria-label={t('glance.in_hour', { at: said, n: rows.length })}
            title={t('glance.in_hour', { at: said, n: rows.length })}
            aria-pressed={hour.value === at}
            disabled={rows.length === 0}
            data-hour={at}
            onClick={() => open('unassigned', hour.value === at ? null : at)}
          >
            <span class="bar-up" style={{ height: `${(rows.length / most) * 100}%` }} />
            <span class="of-hour">{at.slice(11)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
