import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Refusal, type Schemas } from '../../shared/api';
import type { Calendar } from '../../shared/domain.gen';
import { languages, listed, t, td } from '../../shared/i18n';
import { hold } from '../leave';
import { useFirstMarked } from '../marked';
import { allowed, attempt, go, me, place, toast } from '../store';
import { Days } from './days';
import { Holidays, type Wanted } from './holidays';
import type { Span } from './hours';
import { HoursField } from './hours-field';
import { Preview } from './preview';
import { Versions } from './versions';
import { Zones } from './zones';

type Current = Schemas['Current'];
/** When service is given: hours of the week, holidays, and working days that would be none. */
export function Calendars() {
  const [rows, setRows] = useState<Current[]>([]);
  const code = place.value.searchParams.get('row');
  const load = async () => setRows((await attempt(() => ask<Current[]>('/api/rules/calendar'))) ?? []);
  useEffect(() => void load(), []);
  const may = allowed('rules.write');
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
  const office: Span[] = [[540, 1020]];
  const hours = [office, office, office, office, office, [], []];
  const document: Calendar = {
    names,
    time_zone: me.value?.time_zone ?? 'UTC',
    hours,
    country: null,
    region: null,
    days: [],
    years: [],
  };
  return { code: '', version: 0, since: '', document };
}

function Editor({ current, may, onSaved }: { current: Current; may: boolean; onSaved: () => void }) {
  const [calendar, setCalendar] = useState(current.document as Calendar);
  const [code, setCode] = useState(current.code);
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const [filled, setFilled] = useState(false);
  const [unread, setUnread] = useState<Record<number, string>>({});
  const edited =
    JSON.stringify(calendar) !== JSON.stringify(current.document) || Object.keys(unread).length > 0 || code !== current.code;
  const changed = edited || !current.version;
  const release = useRef(() => {});
  useEffect(() => {
    if (edited) release.current = hold();
    return () => release.current();
  }, [edited]);
  const set = (change: Partial<Calendar>) => setCalendar({ ...calendar, ...change });
  const attend = async (work: () => Promise<void>) => {
    setWrong(null);
    try {
      await work();
    } catch (fault) {
      if (fault instanceof Refusal) setWrong(fault);
      else toast.value = { text: t('net.failed'), bad: true };
    }
  };
  const publish = () => {
    const names = Object.fromEntries(languages.map((each) => [each, calendar.names[each] || code]));
    const body = { document: { ...calendar, names }, expected: current.version };
    return attend(async () => {
      const made = await ask<Current>(`/api/rules/calendar/${encodeURIComponent(code)}`, { method: 'PUT', body });
      toast.value = { text: t('levels.published') };
      onSaved();
      release.current();
      go({ row: made.code });
    });
  };
  const fill = (wanted: Wanted) =>
    attend(async () => {
      const body = { document: calendar, ...wanted };
      const made = (await ask('/api/calendars/holidays', { method: 'POST', body })) as Calendar;
      setCalendar((now) => ({ ...now, country: made.country, region: made.region, days: made.days, years: made.years }));
      setFilled(true);
    });
  const form = useFirstMarked<HTMLElement>(wrong);
  const fields = (wrong?.params.fields as string[] | undefined) ?? [];
  return (
    <section ref={form} class="rules">
      <div class="fields four">
        <label>
          {t('field.code')}
          <input
            value={code}
            aria-invalid={fields.includes('code') || undefined}
            disabled={current.version > 0}
            maxLength={20}
            onInput={(event) => setCode(event.currentTarget.value.trim())}
          />
        </label>
        <Zones
          label={t('field.time_zone')}
          value={calendar.time_zone}
          disabled={!may}
          invalid={fields.includes('time_zone')}
          onChange={(time_zone) => set({ time_zone })}
        />
      </div>
      <table class="entries hours">
        <tbody>
          {calendar.hours.map((spans, day) => (
            <HoursField
              key={day}
              day={day}
              spans={spans}
              typed={unread[day]}
              may={may}
              refused={fields.includes('hours')}
              onRead={(read) => {
                setUnread(Object.fromEntries(Object.entries(unread).filter(([each]) => Number(each) !== day)));
                set({ hours: calendar.hours.with(day, read) });
              }}
              onUnread={(text) => setUnread({ ...unread, [day]: text })}
            />
          ))}
        </tbody>
      </table>
      <Holidays
        key={`${calendar.country} ${calendar.region}`}
        calendar={calendar}
        may={may}
        onFill={(wanted) => void fill(wanted)}
      />
      {filled && (
        <p class="note" role="status">
          {t('calendars.filled')}
        </p>
      )}
      <Days days={calendar.days} may={may} onChange={(days) => set({ days })} />
      {wrong && (
        <p class="note bad" role="alert">
          <strong>{wrong.title}</strong> {wrong.detail} {listed(fields.map((field) => td('field', field)))}
        </p>
      )}
      {may && current.version > 0 && edited && Object.keys(unread).length === 0 && (
        <Preview kind="calendar" code={code} document={calendar} />
      )}
      {may && changed && (
        <div class="publish">
          {Object.keys(unread).length > 0 && <span class="bad-word">{t('hours.blocks')}</span>}
          <button
            type="button"
            onClick={() => {
              setCalendar(current.document as Calendar);
              setUnread({});
              setCode(current.code);
              setFilled(false);
            }}
          >
            {t('levels.discard')}
          </button>
          <button type="button" class="primary" disabled={!code || Object.keys(unread).length > 0} onClick={() => void publish()}>
            {t('levels.publish')}
          </button>
        </div>
      )}
      {current.version > 0 && <Versions kind="calendar" code={current.code} version={current.version} />}
    </section>
  );
}
