// When service is given: hours of the week, holidays, and working days that would be none.
import { useEffect, useState } from 'preact/hooks';
import type { Calendar } from '../../../shared/domain.gen';
import { languages, t, td } from '../../../shared/i18n';
import { go, place } from '../../app/router';
import { allowed, me } from '../../app/session';
import { attempt } from '../../app/toast';
import { listCalendars, type Rule } from '../../data/rules';
import { CalendarEditor } from './calendar-editor';
import type { Span } from './hours';

export function Calendars() {
  const [rows, setRows] = useState<Rule<Calendar>[]>([]);
  const code = place.value.searchParams.get('row');
  const load = async () => setRows((await attempt(listCalendars)) ?? []);
  useEffect(() => void load(), []);
  const may = allowed('rules.write');
  const chosen = rows.find((row) => row.code === code);
  const fresh = code === 'new' ? blank() : null;
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
      {open && <CalendarEditor key={`${open.code}${open.version}`} current={open} may={may} onSaved={() => void load()} />}
    </main>
  );
}

function blank(): Rule<Calendar> {
  const names = Object.fromEntries(languages.map((each) => [each, '']));
  const office: Span[] = [[540, 1020]];
  const hours = [office, office, office, office, office, [], []];
  const time_zone = me.value?.time_zone ?? 'UTC';
  const document = { names, time_zone, hours, country: null, region: null, days: [], years: [] };
  return { code: '', version: 0, since: '', document };
}
