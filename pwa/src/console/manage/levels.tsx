import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal, type Schemas } from '../../shared/api';
import type { Level } from '../../shared/domain.gen';
import { language, languages, listed, t, td } from '../../shared/i18n';
import { hold } from '../leave';
import { limitName } from '../limit-name';
import { useFirstMarked } from '../marked';
import { allowed, attempt, go, place, toast } from '../store';
import { LimitRow } from './limit';
import { Preview } from './preview';
import { Versions } from './versions';

type Current = Schemas['Current'];
/** What each contract level promises: every limit, its warning and both ladders, with what it was before. */
export function Levels() {
  const [rows, setRows] = useState<Current[]>([]);
  const [calendars, setCalendars] = useState<string[]>([]);
  const code = place.value.searchParams.get('row');
  const load = async () => {
    const found = (await attempt(() => ask<Current[]>('/api/rules/level'))) ?? [];
    setRows(found.toSorted((a, b) => (a.document as Level).position - (b.document as Level).position));
    setCalendars(((await attempt(() => ask<Current[]>('/api/rules/calendar'))) ?? []).map((row) => row.code));
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
              {(row.document as Level).names[language.value] ?? row.code}
            </button>
          </li>
        ))}
      </ul>
      {!chosen && rows.length > 0 && <p class="blank soft">{t('levels.choose')}</p>}
      {chosen && (
        <Editor key={`${chosen.code}${chosen.version}`} current={chosen} calendars={calendars} onSaved={() => void load()} />
      )}
    </main>
  );
}

function Editor({ current, calendars, onSaved }: { current: Current; calendars: string[]; onSaved: () => void }) {
  const [level, setLevel] = useState(current.document as Level);
  const [note, setNote] = useState('');
  const [round, setRound] = useState(0); // each puts back what the fields show
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const may = allowed('rules.write');
  const changed = JSON.stringify(level) !== JSON.stringify(current.document);
  const [unread, setUnread] = useState<Set<string>>(new Set());
  const edited = changed || unread.size > 0;
  useEffect(() => (edited ? hold() : undefined), [edited]);
  const set = (change: Partial<Level>) => setLevel({ ...level, ...change });
  const publish = async () => {
    setWrong(null);
    try {
      const body = { document: level, expected: current.version, note };
      await ask(`/api/rules/level/${current.code}`, { method: 'PUT', body });
      toast.value = { text: t('levels.published') };
      onSaved();
    } catch (fault) {
      if (fault instanceof Refusal) setWrong(fault);
      else toast.value = { text: t('net.failed'), bad: true };
    }
  };
  const form = useFirstMarked<HTMLElement>(wrong);
  const fields = (wrong?.params.fields as string[] | undefined) ?? [];
  return (
    <section ref={form} class="rules">
      <div class="fields four">
        {languages.map((each) => (
          <label key={each} lang={each}>
            {t('field.name')} ({each})
            <input
              value={level.names[each] ?? ''}
              disabled={!may}
              aria-invalid={fields.includes(`names.${each}`) || undefined}
              onInput={(event) => set({ names: { ...level.names, [each]: event.currentTarget.value } })}
            />
          </label>
        ))}
        <label>
          {t('field.calendar')}
          <select
            value={level.calendar}
            disabled={!may}
            aria-invalid={fields.includes('calendar') || undefined}
            onChange={(event) => set({ calendar: event.currentTarget.value })}
          >
            {calendars.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={level.remote_first}
            disabled={!may}
            onChange={(event) => set({ remote_first: event.currentTarget.checked })}
          />
          {t('field.remote_first')}
        </label>
      </div>
      <div class="scroll">
        <table class="entries limits">
          <thead>
            <tr>
              <th>{t('levels.limit')}</th>
              <th>{t('levels.within')}</th>
              <th>{t('levels.warn')}</th>
              <th>{t('levels.stands')}</th>
              <th>{t('levels.ladders')}</th>
            </tr>
          </thead>
          <tbody>
            {level.limits.map((limit, index) => (
              <LimitRow
                key={`${round}${limit.what}${limit.kinds.join()}`}
                limit={limit}
                may={may}
                wrong={fields.includes(`limits.${limit.what}`)}
                onChange={(next) => set({ limits: level.limits.with(index, next) })}
                onUnread={(field, is) => {
                  setUnread((before) => {
                    const now = new Set(before);
                    now[is ? 'add' : 'delete'](`${index}.${field}`);
                    return now;
                  });
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      {wrong && (
        <p class="note bad" role="alert">
          <strong>{wrong.title}</strong> {wrong.detail} {listed(fields.map(said))}
        </p>
      )}
      {may && changed && unread.size === 0 && <Preview kind="level" code={current.code} document={level} />}
      {may && edited && (
        <div class="publish">
          <label>
            {t('levels.note')}
            <input value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </label>
          <button
            type="button"
            onClick={() => {
              setLevel(current.document as Level);
              setUnread(new Set());
              setRound(round + 1);
            }}
          >
            {t('levels.discard')}
          </button>
          <button type="button" class="primary" disabled={unread.size > 0} onClick={() => void publish()}>
            {t('levels.publish')}
          </button>
        </div>
      )}
      <Versions kind="level" code={current.code} version={current.version} />
    </section>
  );
}

/** limits.received, names.en: what the person calls it. */
function said(field: string): string {
  const [first = '', second = ''] = field.split('.');
  if (first !== 'limits') return `${td('field', first === 'names' ? 'name' : first)}${second && ` (${second})`}`;
  return limitName(second);
}
