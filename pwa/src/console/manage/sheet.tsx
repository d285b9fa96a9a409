import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, askOnce, type Schemas } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { attempt, go, place } from '../store';
import { Reading } from './sheet-reading';
import { Rows } from './sheet-rows';
import { chosenOf, Summary } from './sheet-summary';

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
