// Days that are not as their day of the week: closed, worked, or with hours of their own.
import { useState } from 'preact/hooks';
import type { SpecialDay } from '../../../shared/domain.gen';
import { language, t } from '../../../shared/i18n';
import { readHours, type Span, showHours } from './hours';

interface Props {
  days: SpecialDay[];
  may: boolean;
  onChange: (days: SpecialDay[]) => void;
}

export function Days({ days, may, onChange }: Props) {
  const shown = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' });
  // What the library says would come back with the next year that is filled: the contrary is written instead.
  const remove = (row: SpecialDay) =>
    onChange(
      row.edited
        ? days.filter((each) => each.day !== row.day)
        : days.map((each) => (each.day === row.day ? { ...each, work: !each.work, edited: true } : each)),
    );
  const said = (row: SpecialDay) => {
    if (row.hours) return [showHours(row.hours), row.name].filter(Boolean).join(' · ');
    return row.work ? t('calendars.works') : row.name || t('calendars.closed');
  };
  return (
    <section>
      <h2>{t('calendars.days')}</h2>
      {days.length === 0 && <p class="soft small">{t('calendars.no_days')}</p>}
      <ul class="days">
        {days.map((row) => (
          <li key={row.day} class={row.work ? 'work' : ''} data-day={row.day}>
            <span>{shown.format(new Date(`${row.day}T12:00`))}</span>
            <span class="soft" title={said(row)}>
              {said(row)}
            </span>
            {may && (
              <button type="button" class="plain" aria-label={t('manage.remove', { what: row.day })} onClick={() => remove(row)}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {may && <Add days={days} onChange={onChange} />}
    </section>
  );
}

function Add({ days, onChange }: Omit<Props, 'may'>) {
  const [day, setDay] = useState('');
  const [typed, setTyped] = useState('');
  const found = readHours(typed);
  const wrong = 'wrong' in found ? found : null;
  const hours = 'spans' in found && found.spans.length > 0 ? found.spans : null;
  const add = (row: Pick<SpecialDay, 'work'> & { hours?: Span[] }) => {
    const before = days.find((each) => each.day === day);
    const rest = days.filter((each) => each.day !== day);
    const made = { day, name: row.hours ? (before?.name ?? '') : '', edited: true, ...row };
    onChange([...rest, made].toSorted((a, b) => a.day.localeCompare(b.day)));
    setDay('');
    setTyped('');
  };
  return (
    <>
      <div class="publish">
        <label>
          {t('field.day')}
          <input type="date" name="special_day" value={day} onInput={(event) => setDay(event.currentTarget.value)} />
        </label>
        <button type="button" disabled={!day} onClick={() => add({ work: false })}>
          {t('calendars.add_holiday')}
        </button>
        <button type="button" disabled={!day} onClick={() => add({ work: true })}>
          {t('calendars.add_work')}
        </button>
      </div>
      <div class="publish">
        <label>
          {t('calendars.day_hours')}
          <input
            name="special_hours"
            value={typed}
            placeholder="08:00–12:00"
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? 'special-hours' : undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          {wrong && (
            <span id="special-hours" class="bad-word small" role="alert">
              {t(`hours.${wrong.wrong}`, { piece: wrong.piece })}
            </span>
          )}
        </label>
        <button type="button" data-add="hours" disabled={!day || !hours} onClick={() => hours && add({ work: true, hours })}>
          {t('calendars.add_hours')}
        </button>
      </div>
    </>
  );
}
