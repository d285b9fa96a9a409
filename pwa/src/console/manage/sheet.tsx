import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, askOnce, type Schemas } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { dayTime } from '../../shared/time';
import { attempt, go, me, place } from '../store';

type Preview = Schemas['Preview'];

/** Brings a table: chosen, looked at row by row, written in the background. The address names it, so that a reload goes on. */
export function Sheet({ kind }: { kind: string }) {
  const id = place.value.searchParams.get('import');
  const [seen, setSeen] = useState<Preview | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrongOnly, setWrongOnly] = useState(false);
  const [left, setLeft] = useState<Set<number>>(new Set());
  const [also, setAlso] = useState<Set<number>>(new Set());
  const [brought, setBrought] = useState<File | null>(null);
  const load = async (from = id) => {
    if (!from) return setSeen(null);
    const found = await attempt(() => ask<Preview>(`/api/imports/${from}?only_wrong=${wrongOnly}`));
    if (found) setSeen(found);
  };
  useEffect(() => void load(), [id, wrongOnly]);
  const running = seen?.summary.state === 'running';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => void load(), 700);
    return () => clearInterval(timer);
  }, [running, id]);
  const bring = async (file: File, encoding = '') => {
    setBusy(true);
    setBrought(file);
    const bytes = await file.arrayBuffer();
    const found = await attempt(() =>
      ask<Preview>(`/api/sheets/${kind}?file_name=${encodeURIComponent(file.name)}&encoding=${encoding}`, {
        method: 'POST',
        bytes,
        timeout: 120_000,
      }),
    );
    setBusy(false);
    if (!found) return;
    setLeft(new Set());
    setAlso(new Set());
    setSeen(found);
    go({ import: found.summary.id });
  };
  const start = async () => {
    if (!seen) return;
    const body = { without: [...left], also: [...also] };
    await attempt(() => askOnce(`/api/imports/${seen.summary.id}/start`, { method: 'POST', body }));
    await load();
  };
  return (
    <main class="page">
      <header class="spread">
        <h1>{t('sheet.title', { what: td('entity', kind) })}</h1>
        <a class="button plain" href={`/api/sheets/${kind}/template`} download>
          {t('sheet.template')}
        </a>
      </header>
      {!seen && <Drop busy={busy} onFile={(file) => void bring(file)} />}
      {seen && (
        <Summary
          seen={seen}
          chosen={chosenOf(seen, left.size, also.size)}
          wrongOnly={wrongOnly}
          onStart={() => void start()}
          onWrongOnly={() => setWrongOnly(!wrongOnly)}
          onAnother={() => go({ import: null })}
        />
      )}
      {seen && <Reading seen={seen} onEncoding={brought && ((encoding) => void bring(brought, encoding))} />}
      {seen && <Rows seen={seen} left={left} onLeft={setLeft} also={also} onAlso={setAlso} />}
    </main>
  );
}

function Drop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      class={`drop ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      <p>{busy ? t('sheet.reading') : t('sheet.drop')}</p>
      <button type="button" class="primary" disabled={busy} onClick={() => field.current?.click()}>
        {t('sheet.choose')}
      </button>
      <input
        ref={field}
        class="hidden"
        type="file"
        accept=".xlsx,.csv,text/csv"
        aria-label={t('sheet.choose')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) onFile(file);
        }}
      />
      <p class="soft small">{t('sheet.forms')}</p>
    </div>
  );
}

// As programs call them, each with the letters that it is for.
const ENCODINGS: Record<string, string> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB 18030 (简体中文)',
  big5: 'Big5 (繁體中文)',
  shift_jis: 'Shift-JIS (日本語)',
  euc_jp: 'EUC-JP (日本語)',
  euc_kr: 'EUC-KR (한국어)',
  cp1252: 'Windows-1252 (é ñ ü)',
  cp1250: 'Windows-1250 (č ł ő)',
  cp1251: 'Windows-1251 (ж щ я)',
  cp1253: 'Windows-1253 (α β γ)',
  cp1254: 'Windows-1254 (ğ ı ş)',
  mac_roman: 'Mac Roman (é ñ ü)',
};

/** What was read, and how: where a file does not say in which letters it is written, a person can. */
function Reading({ seen, onEncoding }: { seen: Preview; onEncoding: ((encoding: string) => void) | null }) {
  const { encoding, sure, sheet, hidden, earlier, earlier_made } = seen.summary;
  const name = ENCODINGS[encoding] ?? encoding;
  return (
    <div class="sheet-reading">
      {earlier && (
        <p class="note warn">{t('sheet.earlier', { at: dayTime(earlier, me.value?.time_zone ?? 'UTC'), n: earlier_made })}</p>
      )}
      {sheet && (
        <p class="soft small">
          {t('sheet.of_workbook', { name: sheet })} {hidden > 0 && t('sheet.hidden', { n: hidden })}
        </p>
      )}
      {encoding && (
        <p class={sure ? 'soft small' : 'note warn'}>
          {t(sure ? 'sheet.encoding' : 'sheet.encoding_unsure', { name })}{' '}
          {!sure && onEncoding && (
            <select
              aria-label={t('sheet.encoding_unsure', { name })}
              value={encoding}
              onChange={(event) => onEncoding(event.currentTarget.value)}
            >
              {Object.entries(ENCODINGS).map(([code, words]) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </p>
      )}
    </div>
  );
}

const EFFECTS = ['new', 'changes', 'same', 'there'] as const;

interface SummaryProps {
  seen: Preview;
  chosen: number;
  wrongOnly: boolean;
  onStart: () => void;
  onWrongOnly: () => void;
  onAnother: () => void;
}

/** How many rows the button writes: what would change nothing is not written, what is there already only where it is ticked. */
function chosenOf(seen: Preview, left: number, also: number): number {
  const { sound, effects } = seen.summary;
  return sound - (effects.same ?? 0) - (effects.there ?? 0) - left + also;
}

function Summary({ seen, chosen, wrongOnly, onStart, onWrongOnly, onAnother }: SummaryProps) {
  const { summary } = seen;
  const wrong = summary.total - summary.sound;
  return (
    <section class="card sheet-sum" data-state={summary.state}>
      <p>
        <strong>{summary.file_name}</strong> · {t('sheet.rows', { n: summary.total })}
      </p>
      <p class="marks">
        <span class={summary.sound ? 'chip good' : 'chip'}>{t('sheet.sound', { n: summary.sound })}</span>
        {EFFECTS.map((effect) => {
          const n = summary.effects[effect] ?? 0;
          return (
            n > 0 && (
              <span key={effect} class="chip">
                {t(`sheet.${effect}`, { n })}
              </span>
            )
          );
        })}
        {wrong > 0 && <span class="chip bad">{t('sheet.wrong', { n: wrong })}</span>}
        {summary.made > 0 && <span class="chip go">{t('sheet.made', { n: summary.made })}</span>}
      </p>
      {summary.state === 'running' && (
        <progress max={Math.max(1, summary.wanted)} value={summary.made} aria-label={t('sheet.writing')} />
      )}
      <div class="tools">
        {summary.state === 'preview' && (
          <button type="button" class="primary" disabled={chosen === 0} onClick={onStart}>
            {t('sheet.write', { n: chosen })}
          </button>
        )}
        {summary.state === 'done' && <span class="good-word">{t('sheet.done', { n: summary.made })}</span>}
        {wrong > 0 && (
          <>
            <button type="button" aria-pressed={wrongOnly} onClick={onWrongOnly}>
              {wrongOnly ? t('sheet.show_all') : t('sheet.only_wrong')}
            </button>
            <a class="button" href={`/api/imports/${summary.id}/errors`} download>
              {t('sheet.error_file')}
            </a>
          </>
        )}
        <button type="button" class="plain" onClick={onAnother}>
          {t('sheet.another')}
        </button>
      </div>
    </section>
  );
}

function effectOf(row: Preview['rows'][number]): string {
  const named = (word: string) => (row.effect === 'there' ? word : td('field', word));
  const fields = (row.changes ?? []).map(named).join(', ');
  return row.effect ? t(`sheet.effect.${row.effect as (typeof EFFECTS)[number]}`, { fields }) : '';
}

interface RowsProps {
  seen: Preview;
  /** Rows that are left out, and rows that are written although they are there already. */
  left: Set<number>;
  onLeft: (left: Set<number>) => void;
  also: Set<number>;
  onAlso: (also: Set<number>) => void;
}

function Rows({ seen, left, onLeft, also, onAlso }: RowsProps) {
  const choosing = seen.summary.state === 'preview';
  const toggle = (row: Preview['rows'][number]) => {
    const there = row.effect === 'there';
    const next = new Set(there ? also : left);
    if (!next.delete(row.n)) next.add(row.n);
    (there ? onAlso : onLeft)(next);
  };
  return (
    <div class="scroll">
      <table class="entries sheet-rows">
        <thead>
          <tr>
            <th>{t('sheet.row')}</th>
            <th>{t('sheet.result')}</th>
            {seen.summary.header.map((heading, index) => (
              <th
                key={heading}
                class={seen.columns[index] ? '' : 'unknown'}
                title={seen.columns[index] ? '' : t('sheet.unknown_column')}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.rows.map((row) => (
            <tr key={row.n} class={row.problem ? 'wrong' : ''}>
              <td>
                {choosing && !row.problem && row.effect !== 'same' ? (
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={row.effect === 'there' ? also.has(row.n) : !left.has(row.n)}
                      onChange={() => toggle(row)}
                    />{' '}
                    {row.n}
                  </label>
                ) : (
                  row.n
                )}
              </td>
              <td class="result">
                {row.problem ? <span class="bad-word">{row.problem}</span> : row.made ? row.label : effectOf(row)}
              </td>
              {row.cells.map((cell, index) => (
                <td key={seen.summary.header[index]} class={row.fields.includes(seen.columns[index] ?? '?') ? 'bad-cell' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {seen.rows.length < seen.summary.total && <p class="soft small">{t('sheet.first', { n: seen.rows.length })}</p>}
    </div>
  );
}
