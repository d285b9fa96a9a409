// The entries of one kind of master data, as a list.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { type Column, type Kind, listRecords, type Page, type Row } from '../../data/records';
import { exportOf } from '../../data/sheets';
import { Opening, Entries as Table } from '../../ui/entries';
import { searchField } from '../../ui/search-field';
import { Doubles } from './doubles';
import { Entry } from './entry';
import { shownValue } from './value';

const WIDE = new Set(['configuration', 'lat', 'lon', 'home_lat', 'home_lon', 'note', 'active', 'language', 'time_zone']);
/** What stands once, however it is spelt. */
const SPELT = new Set(['devices', 'accounts', 'contracts', 'skills', 'units']);
const MOST = 6;
/** The column that a row is opened by: what it is called. */
const OPENING = ['name', 'serial', 'code', 'number', 'engineer_id', 'user_id', 'class'];

/** A list that is searched, paged, opened, added to, taken out and brought in. */
export function Entries({ kind }: { kind: Kind }) {
  const words = place.value.searchParams.get('words') ?? '';
  const chosen = place.value.searchParams.get('row');
  const [offset, setOffset] = useState(0);
  const [round, setRound] = useState(0); // each was saved
  const { page, load } = usePage(kind, words, offset);
  const columns = kind.columns.filter((column) => !WIDE.has(column.name)).slice(0, MOST);
  return (
    <>
      <main class="page">
        <Header kind={kind} total={page?.total} words={words} />
        <input
          ref={searchField}
          id="search"
          type="search"
          value={words}
          aria-label={t('manage.search')}
          placeholder={t('manage.search')}
          onInput={(event) => {
            setOffset(0);
            go({ words: event.currentTarget.value || null });
          }}
        />
        {SPELT.has(kind.name) && <Doubles kind={kind.name} round={round} />}
        {page && page.rows.length === 0 && (
          <p class="blank soft">
            {words ? t('manage.nothing_found', { words }) : t(kind.creatable ? 'manage.empty' : 'manage.empty_people')}
          </p>
        )}
        {page && page.rows.length > 0 && <Rows columns={columns} rows={page.rows} chosen={chosen} />}
        {page && page.total > page.rows.length && <Pages page={page} offset={offset} onTurn={setOffset} />}
      </main>
      {chosen && (
        <Entry
          key={`${kind.name}${chosen}`}
          kind={kind}
          id={chosen === 'new' ? null : chosen}
          onSaved={() => {
            setRound(round + 1);
            void load();
          }}
        />
      )}
    </>
  );
}

function usePage(kind: Kind, words: string, offset: number) {
  const [page, setPage] = useState<Page | null>(null);
  const asked = useRef(0);
  const load = async () => {
    const mine = ++asked.current;
    const found = await attempt(() => listRecords(kind.name, words, offset));
    if (found && mine === asked.current) setPage(found);
  };
  useEffect(() => void load(), [kind.name, words, offset]);
  return { page, load };
}

function Header({ kind, total, words }: { kind: Kind; total: number | undefined; words: string }) {
  return (
    <header class="spread">
      <h1>
        {td('entity', kind.name)} <span class="soft">{total ?? ''}</span>
      </h1>
      <div class="tools">
        <a class="button plain" href={exportOf(kind.name, words)} download>
          {t('manage.export')}
        </a>
        {kind.may_write && (
          <button type="button" class="plain" onClick={() => go({}, `/console/manage/sheet-${kind.name}`)}>
            {t('manage.import')}
          </button>
        )}
        {kind.may_write && kind.creatable && (
          <button type="button" class="primary" onClick={() => go({ row: 'new' })}>
            <Icon name="plus" /> {t('manage.add')}
          </button>
        )}
      </div>
    </header>
  );
}

const LENGTH = 100; // rows of a page, as the server cuts it

function Pages({ page, offset, onTurn }: { page: Page; offset: number; onTurn: (offset: number) => void }) {
  return (
    <footer class="spread">
      <button type="button" disabled={offset === 0} onClick={() => onTurn(Math.max(0, offset - LENGTH))}>
        {t('manage.before')}
      </button>
      <span class="soft">
        {offset + 1}–{offset + page.rows.length} / {page.total}
      </span>
      <button type="button" disabled={offset + page.rows.length >= page.total} onClick={() => onTurn(offset + LENGTH)}>
        {t('manage.next')}
      </button>
    </footer>
  );
}

function Rows({ columns, rows, chosen }: { columns: Column[]; rows: Row[]; chosen: string | null }) {
  const opening = columns.find((column) => OPENING.includes(column.name) && column.required);
  return (
    <Table heads={[...(opening ? [] : [td('field', 'name')]), ...columns.map((column) => td('field', column.name))]}>
      {rows.map((row) => (
        <tr key={row.id} class={row.values.active === false ? 'off' : ''} aria-selected={row.id === chosen}>
          {!opening && (
            <td>
              <Opening id={row.id}>{row.label}</Opening>
            </td>
          )}
          {columns.map((column) => (
            <td key={column.name}>
              {column === opening ? <Opening id={row.id}>{shownValue(column, row) || '–'}</Opening> : shownValue(column, row)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
