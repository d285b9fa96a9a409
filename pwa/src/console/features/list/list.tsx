// All orders as a table: searched, filtered, sorted and grouped by what the address says, with the order that is open beside them.
import { untracked, useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { chosen, go, LIST } from '../../app/router';
import { connected } from '../../app/session';
import { searchField } from '../../ui/search-field';
import { DetailPanel } from '../orders/detail';
import { heard } from '../orders/state';
import { dates, ended, facets, GROUPINGS, grouping, narrowed, widen, words } from './address';
import { Bulk } from './bulk';
import { COLUMNS } from './columns';
import { Export } from './export';
import { Filters } from './filters';
import { inList, pickAll } from './picked';
import { columns, inOrder, sorted } from './shown';
import { learnSkills } from './skills';
import { cut, hear, load, loading, loadOlder, older } from './state';
import { Table } from './table';
import { Views } from './views';

export function List() {
  useSignalEffect(() => {
    void [words.value, ended.value, ended.value && [facets.value, dates.value]];
    void load();
  });
  const opened = useRef(false);
  useSignalEffect(() => {
    const changed = heard.value;
    if (opened.current) untracked(() => void hear(changed)); // what it reads of the rows is not what it waits for
    opened.current = true;
  });
  useSignalEffect(() => {
    inList.value = inOrder.value.map((row) => row.line.id);
  });
  useEffect(() => {
    void learnSkills();
    document.addEventListener('keydown', all);
    return () => {
      document.removeEventListener('keydown', all);
      inList.value = [];
    };
  }, []);
  return (
    <main class={`list ${chosen.value ? 'open' : ''}`}>
      <section class="list-main" aria-label={t('console.orders')}>
        <h1 class="hidden">{t('console.list')}</h1>
        <Tools />
        <Filters />
        <Table />
        <Bulk />
        <Foot />
      </section>
      {chosen.value && <DetailPanel />}
    </main>
  );
}

/** Ctrl-A means the orders, not the words on the screen. */
function all(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey)) return;
  if (event.target instanceof HTMLElement && event.target.closest('.detail, textarea, input:not([type=checkbox])')) return;
  event.preventDefault();
  pickAll();
}

function Tools() {
  return (
    <div class="list-tools">
      <Views />
      <Search />
      <label class="inline-label">
        {t('list.group')}
        <select
          data-group-by
          value={grouping.value ?? ''}
          onChange={(event) => go({ group: event.currentTarget.value || null }, LIST)}
        >
          <option value="">{t('list.group.none')}</option>
          {GROUPINGS.map((name) => (
            <option key={name} value={name}>
              {t(`list.group.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <Columns />
      <Export />
    </div>
  );
}

const PAUSE = 250; // ms after the last letter

function Search() {
  const [typed, setTyped] = useState(words.value);
  useEffect(() => setTyped(words.value), [words.value]);
  useEffect(() => {
    if (typed.trim() === words.value) return;
    const later = setTimeout(() => go({ words: typed.trim() || null }, LIST), PAUSE);
    return () => clearTimeout(later);
  }, [typed]);
  return (
    <input
      ref={searchField}
      type="search"
      name="words"
      class="grow"
      aria-label={t('console.search')}
      placeholder={`${t('list.search_hint')}  /`}
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && inList.value[0]) go({ order: inList.value[0] }, LIST);
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function Columns() {
  const shown = columns.value;
  const change = (name: string) => {
    const next = shown.includes(name) ? shown.filter((each) => each !== name) : [...shown, name];
    const inTurn = Object.keys(COLUMNS).filter((each) => next.includes(each));
    go({ columns: inTurn.join(',') || null }, LIST);
  };
  return (
    <details class="facet" name="facet" data-columns>
      <summary>{t('list.columns')}</summary>
      <div class="facet-values end">
        {Object.entries(COLUMNS).map(([name, { label }]) => (
          <label key={name} class="check">
            <input type="checkbox" data-value={name} checked={shown.includes(name)} onChange={() => change(name)} />
            {t(label)}
          </label>
        ))}
      </div>
    </details>
  );
}

function Foot() {
  const empty = sorted.value.length === 0 && !loading.value;
  return (
    <div class="list-foot" role="status">
      {empty ? <Empty /> : <span data-count>{t('list.count', { n: sorted.value.length })}</span>}
      {loading.value && <span class="soft">{t('list.loading')}</span>}
      {!connected.value && <span class="warn-word">{t('list.offline')}</span>}
      {cut.value && <span class="warn-word">{t('list.cut')}</span>}
      {older.value && (
        <button type="button" data-older disabled={loading.value} onClick={() => void loadOlder()}>
          {t('list.older')}
        </button>
      )}
    </div>
  );
}

function Empty() {
  return (
    <>
      <span>{t(ended.value || !narrowed.value ? 'list.none' : 'list.none_open')}</span>
      {!ended.value && narrowed.value && (
        <button type="button" onClick={() => go({ ended: '1' }, LIST)}>
          {t('list.look_in_ended')}
        </button>
      )}
      {narrowed.value && (
        <button type="button" class="plain" onClick={widen}>
          {t('list.widen')}
        </button>
      )}
    </>
  );
}
