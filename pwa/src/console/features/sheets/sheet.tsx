// A table is brought: chosen, looked at row by row, written in the background.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { bringSheet, type Preview, readImport, startImport, templateOf } from '../../data/sheets';
import { Reading } from './sheet-reading';
import { Rows } from './sheet-rows';
import { chosenOf, Summary } from './sheet-summary';

/** The address names it, so that a reload goes on. */
export function Sheet({ kind }: { kind: string }) {
  const [wrongOnly, setWrongOnly] = useState(false);
  const { seen, setSeen, load } = useImport(wrongOnly);
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState<Set<number>>(new Set());
  const [also, setAlso] = useState<Set<number>>(new Set());
  const [brought, setBrought] = useState<File | null>(null);
  const bring = async (file: File, encoding = '') => {
    setBusy(true);
    setBrought(file);
    const found = await attempt(() => bringSheet(kind, file, encoding));
    setBusy(false);
    if (!found) return;
    setLeft(new Set());
    setAlso(new Set());
    setSeen(found);
    go({ import: found.summary.id });
  };
  const start = async () => {
    if (!seen) return;
    await attempt(() => startImport(seen.summary.id, { without: [...left], also: [...also] }));
    await load();
  };
  return (
    <main class="page">
      <header class="spread">
        <h1>{t('sheet.title', { what: td('entity', kind) })}</h1>
        <a class="button plain" href={templateOf(kind)} download>
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

/** The one that the address names; looked at again and again while it is written. */
function useImport(wrongOnly: boolean) {
  const id = place.value.searchParams.get('import');
  const [seen, setSeen] = useState<Preview | null>(null);
  const load = async () => {
    if (!id) return setSeen(null);
    const found = await attempt(() => readImport(id, wrongOnly));
    if (found) setSeen(found);
  };
  useEffect(() => void load(), [id, wrongOnly]);
  const running = seen?.summary.state === 'running';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => void load(), 700);
    return () => clearInterval(timer);
  }, [running, id]);
  return { seen, setSeen, load };
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
