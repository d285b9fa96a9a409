// Which days the timeline shows, and which rows: all of it stands in the address.
import { t } from '../../../shared/i18n';
import { go } from '../../app/router';
import { SORTS, type Sort } from './rows';
import { read } from './state';
import { count, first, later, narrowed, SPANS, showDay, today } from './view';

export function Tools() {
  return (
    <div class="tl-tools">
      <Days />
      <div class="tl-set" role="group" aria-label={t('timeline.span')}>
        {SPANS.map((days) => (
          <button
            key={days}
            type="button"
            aria-pressed={count.value === days}
            data-days={days}
            onClick={() => go({ days: days === 1 ? null : String(days) })}
          >
            {t(days === 1 ? 'timeline.day' : days === 7 ? 'timeline.week' : 'timeline.three_days')}
          </button>
        ))}
      </div>
      <Narrow />
    </div>
  );
}

function Days() {
  const tomorrow = later(today.value, 1);
  const day = (at: string, label: string) => (
    <button type="button" aria-pressed={first.value === at} data-first={at} onClick={() => showDay(at)}>
      {label}
    </button>
  );
  return (
    <div class="tl-set" role="group" aria-label={t('timeline.days')}>
      <button type="button" aria-label={t('timeline.before')} onClick={() => showDay(later(first.value, -count.value))}>
        ‹
      </button>
      {day(today.value, t('day.today'))}
      {day(tomorrow, t('day.tomorrow'))}
      <button type="button" aria-label={t('timeline.after')} onClick={() => showDay(later(first.value, count.value))}>
        ›
      </button>
      <input
        type="date"
        aria-label={t('timeline.date')}
        value={first.value}
        onChange={(event) => event.currentTarget.value && showDay(event.currentTarget.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  name: 'station' | 'skill';
  label: string;
  all: string;
  options: readonly { key: string; name: string }[];
}

function Choice({ name, label, all, options }: ChoiceProps) {
  if (options.length < 2) return null;
  return (
    <select
      aria-label={label}
      data-narrow={name}
      value={narrowed.value[name] ?? ''}
      onChange={(event) => go({ [name]: event.currentTarget.value || null })}
    >
      <option value="">{all}</option>
      {options.map((row) => (
        <option key={row.key} value={row.key}>
          {row.name}
        </option>
      ))}
    </select>
  );
}

function Narrow() {
  const { risk, sort } = narrowed.value;
  return (
    <>
      <Choice name="station" label={t('board.station')} all={t('board.every_station')} options={read.value?.stations ?? []} />
      <Choice name="skill" label={t('form.skill')} all={t('timeline.every_skill')} options={read.value?.skills ?? []} />
      <button type="button" aria-pressed={risk} data-risk onClick={() => go({ risk: risk ? null : '1' })}>
        {t('timeline.risky')}
      </button>
      <select
        aria-label={t('timeline.sort')}
        data-sort
        value={sort}
        onChange={(event) => go({ sort: event.currentTarget.value === 'name' ? null : event.currentTarget.value })}
      >
        {SORTS.map((name: Sort) => (
          <option key={name} value={name}>
            {t(`timeline.sort.${name}`)}
          </option>
        ))}
      </select>
    </>
  );
}
