// One field for everything: what can be done now, where one can go, and what is found by its words.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { Modal } from '../../ui/modal';
import { doable, type Entry, known } from './entries';
import { inGroups } from './groups';
import { KeysSheet } from './keys-sheet';
import { sheet } from './state';

const PAUSE = 120; // ms without a letter, before the server is asked
const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
};

export function Palette() {
  if (sheet.value === 'keys') return <KeysSheet />;
  return sheet.value ? <Commands /> : null;
}

function Commands() {
  const here = useRef<HTMLDialogElement>(null);
  const { words, type, rows, searching, chosen, setAt, run, onKey } = usePalette(() => here.current?.close());
  return (
    <Modal
      here={here}
      label={t('command.palette')}
      class="palette"
      onClose={() => {
        if (sheet.value === 'commands') sheet.value = null; // a command may have opened the other sheet
      }}
    >
      <input
        type="text"
        list={undefined}
        // biome-ignore lint/a11y/noRedundantRoles: its list is its own, below, not one of the browser's
        role="combobox"
        aria-expanded={rows.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={chosen && `entry-${chosen.id}`}
        aria-autocomplete="list"
        aria-label={t('palette.hint')}
        placeholder={t('palette.hint')}
        autocomplete="off"
        value={words}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <Entries rows={rows} chosen={chosen} onPoint={setAt} onRun={run} />
      {rows.length === 0 && (
        <p class="blank soft" role="status">
          {searching ? t('palette.searching') : t('manage.nothing_found', { words })}
        </p>
      )}
    </Modal>
  );
}

/** close: the focus is back where it was before the command moves it. */
function usePalette(close: () => void) {
  const [words, setWords] = useState('');
  const { rows, searching } = useEntries(words.trim());
  const [at, setAt] = useState(0);
  const [hurried, setHurried] = useState(false); // Enter came before the answer
  const chosen = rows[Math.min(at, rows.length - 1)];
  const run = (entry: Entry) => {
    close();
    sheet.value = null;
    entry.run();
  };
  useEffect(() => {
    if (!hurried || searching) return;
    setHurried(false);
    if (chosen) run(chosen);
  }, [hurried, searching]);
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return; // Enter ends a word of Chinese first
    const move = MOVES[event.key];
    if (move) setAt(move(Math.min(at, rows.length - 1), rows.length - 1));
    else if (event.key === 'Enter') chosen ? run(chosen) : setHurried(searching);
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) close();
    else return;
    event.preventDefault();
  };
  const type = (typed: string) => {
    setWords(typed);
    setAt(0);
    setHurried(false);
  };
  return { words, type, rows, searching, chosen, setAt, run, onKey };
}

/** What can be done stands there at once; what the server finds comes below it. */
function useEntries(typed: string) {
  const [found, setFound] = useState<{ typed: string; rows: Entry[] }>({ typed: '', rows: [] });
  useEffect(() => {
    if (!typed) return;
    let old = false; // an answer to fewer letters may come later
    const timer = setTimeout(async () => {
      const rows = await attempt(() => known(typed));
      if (!old) setFound({ typed, rows: rows ?? [] });
    }, PAUSE);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [typed]);
  const searching = found.typed !== typed && typed !== '';
  return { rows: [...doable(typed), ...(typed && !searching ? found.rows : [])], searching };
}

interface EntriesProps {
  rows: readonly Entry[];
  chosen: Entry | undefined;
  onPoint: (at: number) => void;
  onRun: (entry: Entry) => void;
}

function Entries({ rows, chosen, onPoint, onRun }: EntriesProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [chosen?.id]);
  return (
    <div ref={list} id="palette-list" class="entries-found" role="listbox" aria-label={t('palette.list')}>
      {inGroups(rows, (row) => row.group).map(([name, entries]) => (
        <div key={name} role="group" aria-label={name}>
          <p class="soft small" aria-hidden="true">
            {name}
          </p>
          {entries.map((row) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and says which one is chosen
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={row.id}
              id={`entry-${row.id}`}
              role="option"
              data-entry={row.id}
              aria-selected={row.id === chosen?.id}
              onMouseMove={() => onPoint(rows.indexOf(row))}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onRun(row)}
            >
              <span>{row.words}</span>
              {row.aside && <span class="soft small aside">{row.aside}</span>}
              {row.keys && <kbd>{row.keys}</kbd>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
