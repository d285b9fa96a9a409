// What each contract level promises: every limit, its warning and both ladders, with what it was before.
import { useEffect, useState } from 'preact/hooks';
import type { Level } from '../../../shared/domain.gen';
import { language, t, td } from '../../../shared/i18n';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { listCalendars, listLevels, type Rule } from '../../data/rules';
import { LevelEditor } from './level-editor';

export function Levels() {
  const [rows, setRows] = useState<Rule<Level>[]>([]);
  const [calendars, setCalendars] = useState<string[]>([]);
  const code = place.value.searchParams.get('row');
  const load = async () => {
    const found = (await attempt(listLevels)) ?? [];
    setRows(found.toSorted((a, b) => a.document.position - b.document.position));
    setCalendars(((await attempt(listCalendars)) ?? []).map((row) => row.code));
  };
  useEffect(() => void load(), []);
  const chosen = rows.find((row) => row.code === code);
  return (
    <main class="page">
      <h1>{td('entity', 'levels')}</h1>
      <p class="soft">{t('levels.help')}</p>
      <ul class="pills">
        {rows.map((row) => (
          <li key={row.code}>
            <button type="button" aria-pressed={row.code === code} onClick={() => go({ row: row.code })}>
              {row.document.names[language.value] ?? row.code}
            </button>
          </li>
        ))}
      </ul>
      {!chosen && rows.length > 0 && <p class="blank soft">{t('levels.choose')}</p>}
      {chosen && (
        <LevelEditor key={`${chosen.code}${chosen.version}`} current={chosen} calendars={calendars} onSaved={() => void load()} />
      )}
    </main>
  );
}
