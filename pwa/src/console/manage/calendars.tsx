import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal, type Schemas } from '../../shared/api';
import { language, languages, t, td } from '../../shared/i18n';
import { attempt, go, me, place, toast } from '../store';
import { Versions } from './versions';

type Current = Schemas['Current'];
interface SpecialDay {
  day: string;
  work: boolean;
  name: string;
  edited: boolean;
}
interface Calendar {
  names: Record<string, string>;
  time_zone: string;
  hours: [number, number][][];
  country: string | null;
  days: SpecialDay[];
  years: number[];
}

/** When service is given: hours of the week, holidays, and working days that would be none. */
export function Calendars() {
  const [rows, setRows] = useState<Current[]>([]);
  const code = place.value.searchParams.get('row');
  const load = async () => setRows((await attempt(() => ask<Current[]>('/api/rules/calendar'))) ?? []);
  useEffect(() => void load(), []);
  const may = me.value?.roles.includes('administrator') ?? false;
  const chosen = rows.find((row) => row.code === code);
  const fresh: Current | null = code === 'new' ? blank() : null;
  const open = chosen ?? fresh;
  return (
    <main class="page">
      <header class="spread">
        <h1>{td('entity', 'calendars')}</h1>
        {may && (
          <button type="button" class="primary" onClick={() => go({ row: 'new' })}>
            {t('manage.add')}
          </button>
        )}
      </header>
      <ul class="pills">
        {rows.map((row) => (
          <li key={row.code}>
            <button type="button" aria-pressed={row.code === code} onClick={() => go({ row: row.code })}>
              {row.code}
            </button>
          </li>
        ))}
      </ul>
      {!open && <p class="blank soft">{t('calendars.choose')}</p>}
      {open && <Editor key={`${open.code}${open.version}`} current={open} may={may} onSaved={() => void load()} />}
    </main>
  );
}

function blank(): Current {
  const names = Object.fromEntries(languages.map((each) => [each, '']));
  const office: [number, number][] = [[540, 1020]];
  const hours = [office, office, office, office, office, [], []];
  const document: Calendar = { names, time_zone: me.value?.time_zone ?? 'UTC', hours, country: null, days: [], years: [] };
  return { code: '', version: 0, since: '', document };
}

function Editor({ current, may, onSaved }: { current: Current; may: boolean; onSaved: () => void }) {
  const [calendar, setCalendar] = useState(current.document as Calendar);
  const [code, setCode] = useState(current.code);
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const changed = JSON.stringify(calendar) !== JSON.stringify(current.document) || !current.version;
  const set = (change: Partial<Calendar>) => setCalendar({ ...calendar, ...change });
  const send = async (work: () => Promise<Current>) => {
    setWrong(null);
    try {
      const made = await work();
      toast.value = { text: t('levels.published') };
      onSaved();
      go({ row: made.code });
    } catch (fault) {
      if (fault instanceof Refusal) setWrong(fault);
      else toast.value = { text: t('net.failed'), bad: true };
    }
  };
  const publish = () => {
    const names = Object.fromEntries(languages.map((each) => [each, calendar.names[each] || code]));
    const body = { document: { ...calendar, names }, expected: current.version };
    return send(() => ask<Current>(`/api/rules/calendar/${encodeURIComponent(code)}`, { method: 'PUT', body }));
  };
  return (
    <section class="rules">
      <div class="fields four">
        <label>
          {t('field.code')}
          <input
            value={code}
            disabled={current.version > 0}
            maxLength={20}
            onInput={(event) => setCode(event.currentTarget.value.trim())}
          />
        </label>
        <label>
          {t('field.time_zone')}
          <input
            value={calendar.time_zone}
            disabled={!may}
            onChange={(event) => set({ time_zone: event.currentTarget.value.trim() })}
          />
        </label>
      </div>
      <Hours hours={calendar.hours} may={may} onChange={(hours) => set({ hours })} />
      {current.version > 0 && <Holidays current={current} calendar={calendar} may={may && !changed} onFill={send} />}
      <Days days={calendar.days} may={may} onChange={(days) => set({ days })} />
      {wrong && (
        <p class="note bad" role="alert">
          <strong>{wrong.title}</strong> {wrong.detail} {((wrong.params.fields as string[] | undefined) ?? []).join(', ')}
        </p>
      )}
      {may && changed && (
        <div class="publish">
          <button type="button" onClick={() => setCalendar(current.document as Calendar)}>
            {t('levels.discard')}
          </button>
          <button type="button" class="primary" disabled={!code} onClick={() => void publish()}>
            {t('levels.publish')}
          </button>
        </div>
      )}
      {current.version > 0 && <Versions kind="calendar" code={current.code} version={current.version} />}
    </section>
  );
}

const clock = (minute: number) => (minute === 1440 ? '24:00' : new Date(minute * 60_000).toISOString().slice(11, 16));
const minutes = (text: string) => {
  const [hour, minute] = text.split(':').map(Number);
  return Math.min(1440, (hour ?? 0) * 60 + (minute ?? 0));
};

function Hours({
  hours,
  may,
  onChange,
}: {
  hours: [number, number][][];
  may: boolean;
  onChange: (hours: [number, number][][]) => void;
}) {
  const weekday = (index: number) =>
    new Intl.DateTimeFormat(language.value, { weekday: 'long' }).format(new Date(2024, 0, 1 + index));
  const read = (text: string): [number, number][] =>
    [...text.matchAll(/(\d{1,2}:\d{2})\s*[–-]\s*(\d{1,2}:\d{2})/g)].map((found) => [
      minutes(found[1] ?? ''),
      minutes(found[2] ?? ''),
    ]);
  return (
    <table class="entries hours">
      <tbody>
        {hours.map((spans, index) => (
          <tr key={weekday(index)}>
            <th>{weekday(index)}</th>
            <td>
              <input
                aria-label={weekday(index)}
                disabled={!may}
                placeholder={t('calendars.closed')}
                value={spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ')}
                onChange={(event) => onChange(hours.with(index, read(event.currentTarget.value)))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HolidaysProps {
  current: Current;
  calendar: Calendar;
  may: boolean;
  onFill: (work: () => Promise<Current>) => Promise<void>;
}

function Holidays({ current, calendar, may, onFill }: HolidaysProps) {
  const [countries, setCountries] = useState<string[]>([]);
  const year = new Date().getFullYear();
  const [country, setCountry] = useState(calendar.country ?? 'CN');
  useEffect(() => {
    void attempt(() => ask<string[]>('/api/holiday-countries')).then((found) => setCountries(found ?? []));
  }, []);
  const unknown = calendar.country ? [year, year + 1].filter((each) => !calendar.years.includes(each)) : [];
  const names = new Intl.DisplayNames([language.value], { type: 'region' });
  const body = { country, years: [year - 1, year, year + 1], expected: current.version };
  const address = `/api/calendars/${encodeURIComponent(current.code)}/holidays`;
  return (
    <>
      {unknown.length > 0 && <p class="note warn">{t('calendars.unknown', { years: unknown.join(', ') })}</p>}
      {may && (
        <div class="publish">
          <label>
            {t('calendars.country')}
            <select value={country} onChange={(event) => setCountry(event.currentTarget.value)}>
              {countries.map((each) => (
                <option key={each} value={each}>
                  {names.of(each) ?? each}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => void onFill(() => ask<Current>(address, { method: 'POST', body }))}>
            {t('calendars.fill', { from: year - 1, to: year + 1 })}
          </button>
        </div>
      )}
    </>
  );
}

function Days({ days, may, onChange }: { days: SpecialDay[]; may: boolean; onChange: (days: SpecialDay[]) => void }) {
  const [day, setDay] = useState('');
  const shown = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' });
  const add = (work: boolean) => {
    if (!day) return;
    const rest = days.filter((row) => row.day !== day);
    onChange([...rest, { day, work, name: '', edited: true }].toSorted((a, b) => a.day.localeCompare(b.day)));
    setDay('');
  };
  return (
    <section>
      <h2>{t('calendars.days')}</h2>
      {days.length === 0 && <p class="soft small">{t('calendars.no_days')}</p>}
      <ul class="days">
        {days.map((row) => (
          <li key={row.day} class={row.work ? 'work' : ''}>
            <span>{shown.format(new Date(`${row.day}T12:00`))}</span>
            <span class="soft">{row.work ? t('calendars.works') : row.name || t('calendars.closed')}</span>
            {may && (
              <button
                type="button"
                class="plain"
                aria-label={t('manage.remove', { what: row.day })}
                onClick={() => onChange(days.filter((each) => each.day !== row.day))}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <div class="publish">
          <label>
            {t('field.day')}
            <input type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          </label>
          <button type="button" disabled={!day} onClick={() => add(false)}>
            {t('calendars.add_holiday')}
          </button>
          <button type="button" disabled={!day} onClick={() => add(true)}>
            {t('calendars.add_work')}
          </button>
        </div>
      )}
    </section>
  );
}
