// What lies where, added up from the moves; a further store.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { go, place } from '../../app/router';
import { attempt, toast } from '../../app/toast';
import { addStore, readStock } from '../../data/parts';
import { Entries, Opening } from '../../ui/entries';
import { searchField } from '../../ui/search-field';

type Held = Schemas['HeldLine'];
const MOST = 200; // lines that are drawn: more than anybody reads through

/** Something was used or fitted that nobody had written down: the clerk looks at that first. */
const isMissing = ({ quantity }: Held) => quantity < 0;
const missingFirst = (one: Held, other: Held) => Number(isMissing(other)) - Number(isMissing(one));

/** What names a line in the address. */
const idOf = (row: Held) => [row.holder_id, row.number || row.name, row.serial].join('|');

interface StockOf {
  rows: Held[] | null;
  open: Held | undefined;
  load: () => Promise<void>;
}

/** What lies where, and the line that the address opens. shown: the list is looked at. */
export function useStock(shown: boolean): StockOf {
  const [rows, setRows] = useState<Held[] | null>(null);
  const load = async () => {
    const found = await attempt(readStock);
    if (found) setRows(found.toSorted(missingFirst));
  };
  useEffect(() => void (shown && load()), [shown]);
  const wanted = place.value.searchParams.get('row');
  const open = useRef<Held | undefined>(undefined);
  const found = rows?.find((row) => idOf(row) === wanted);
  // Counted to nothing it lies there no more, and stays open for whoever counted it.
  open.current = found ?? (open.current && idOf(open.current) === wanted ? { ...open.current, quantity: 0 } : undefined);
  return { rows, open: shown ? open.current : undefined, load };
}

/** Every word stands somewhere in it: in the part, its number, the serial number, or who has it. */
function fits(row: Held, words: string): boolean {
  const text = [row.name, row.number, row.serial, row.holder].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function Stock({ rows, open }: Pick<StockOf, 'rows' | 'open'>) {
  const words = place.value.searchParams.get('words') ?? '';
  const missing = rows?.filter(isMissing).length ?? 0;
  const shown = rows?.filter((row) => fits(row, words)) ?? [];
  return (
    <>
      <input
        ref={searchField}
        type="search"
        name="words"
        value={words}
        aria-label={t('parts.search')}
        placeholder={t('parts.search')}
        onInput={(event) => go({ words: event.currentTarget.value || null })}
      />
      <NewStore />
      {rows?.length === 0 && <p class="blank soft">{t('parts.no_stock')}</p>}
      {rows && rows.length > 0 && shown.length === 0 && <p class="blank soft">{t('parts.nothing_found', { words })}</p>}
      {missing > 0 && (
        <p class="note warn" data-missing={missing}>
          {t('parts.missing', { n: missing })}
        </p>
      )}
      {shown.length > MOST && <p class="note">{t('parts.more_found', { n: shown.length, most: MOST })}</p>}
      {shown.length > 0 && (
        <Entries heads={(['part', 'number', 'serial', 'holder', 'quantity'] as const).map((name) => t(`parts.${name}`))}>
          {shown.slice(0, MOST).map((row) => (
            <tr key={idOf(row)} aria-selected={row === open}>
              <td>
                <Opening id={idOf(row)}>{row.name || row.number}</Opening>
              </td>
              <td>{row.number}</td>
              <td>{row.serial}</td>
              <td>{row.holder}</td>
              <td class={isMissing(row) ? 'bad-word' : ''}>{row.quantity}</td>
            </tr>
          ))}
        </Entries>
      )}
    </>
  );
}

function NewStore() {
  const [name, setName] = useState('');
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!hasWords(name)) return;
    await attempt(async () => {
      await addStore(name);
      toast.value = { text: t('parts.store_added', { name }) };
      setName('');
    });
  };
  return (
    <form class="tools" onSubmit={(event) => void add(event)}>
      <input
        name="store"
        maxLength={200}
        aria-label={t('parts.new_store')}
        placeholder={t('parts.new_store')}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" disabled={!hasWords(name)}>
        {t('parts.add_store')}
      </button>
    </form>
  );
}
