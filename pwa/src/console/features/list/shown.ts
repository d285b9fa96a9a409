// Which rows stand in the list, in which order and under which headings.
import { computed, signal } from '@preact/signals';
import { FINISHED } from '../../../shared/domain.gen';
import { language, t, td } from '../../../shared/i18n';
import { date, tick } from '../../../shared/time';
import { levelName, levelPlace } from '../levels/names';
import { columnNames, dates, ended, FACETS, type Facet, facets, type Grouping, grouping, NOBODY, order } from './address';
import { COLUMNS, LAST, USUAL } from './columns';
import { daysOf, MARKS, promisedDay, type Row, STATES, stateOf } from './kinds';
import { skillName } from './skills';
import { fresh, rows } from './state';

interface Option {
  key: string;
  name: string;
  count: number;
}
export interface Heading {
  key: string;
  name: string;
  count: number;
}
export type Item = { row: Row } | { heading: Heading };

type Said = readonly [key: string, name: string];
/** Under which values of a facet a row stands, and what they are called. */
const VALUES: Record<Facet, (row: Row) => readonly Said[]> = {
  status: ({ line }) => [[stateOf(line.status), td('list.state', stateOf(line.status))]],
  mark: ({ line }) => Object.entries(MARKS).flatMap(([name, has]) => (has(line) ? [[name, td('list.mark', name)] as const] : [])),
  engineer: ({ line }) => [
    line.engineer_id ? [line.engineer_id, line.engineer ?? line.engineer_id] : [NOBODY, t('console.unassigned')],
  ],
  stations: ({ beside }) => [[beside.station_id, beside.station]],
  level: ({ line }) => [[line.level, levelName(line.level)]],
  kind: ({ line }) => [[line.kind, td('kind', line.kind)]],
  skill: ({ beside }) => (beside.skill ? [[beside.skill, skillName(beside.skill)]] : []),
  customer: ({ line, beside }) => [[beside.account_id, line.account]],
};
const GROUPED: Record<Grouping, (row: Row) => readonly [...Said, rank: string | number]> = {
  status: ({ line }) => [stateOf(line.status), td('list.state', stateOf(line.status)), STATES.indexOf(stateOf(line.status))],
  engineer: ({ line }) => [line.engineer_id ?? NOBODY, line.engineer ?? t('console.unassigned'), line.engineer ?? ''],
  station: ({ beside }) => [beside.station_id, beside.station, beside.station],
  day: (row) => {
    const day = promisedDay(row);
    return [day, day ? date(day) : t('day.undated'), day || LAST];
  },
  level: ({ line }) => [line.level, `${line.level} · ${levelName(line.level)}`, levelPlace(line.level)],
};

export const columns = computed(() => {
  const named = columnNames.value.filter((name) => name in COLUMNS);
  return named.length ? named : USUAL;
});
const collator = computed(() => new Intl.Collator(language.value, { numeric: true }));
/** What came, as it stands by now; what ended meanwhile leaves, unless all are looked at or a search found it. */
const standing = computed(() => {
  const over = ended.value || facets.value.status.size > 0;
  return [...rows.value.values()].map(fresh).filter((row) => over || !FINISHED.has(row.line.status));
});

function has(row: Row, name: Facet): boolean {
  const chosen = facets.value[name];
  return chosen.size === 0 || VALUES[name](row).some(([key]) => chosen.has(key));
}

function isBetween(row: Row): boolean {
  const { from, to } = dates.value;
  if (!from && !to) return true;
  const [first, last] = daysOf(row);
  return (!from || last >= from) && (!to || first <= to);
}

/** The values of a facet among the rows that all other filters leave, those that are chosen always. */
export function optionsOf(name: Facet): Option[] {
  const found = new Map<string, Option>();
  for (const row of standing.value) {
    const counts = isBetween(row) && FACETS.every((other) => other === name || has(row, other));
    for (const [key, called] of VALUES[name](row)) {
      const known = found.get(key) ?? { key, name: called, count: 0 };
      if (counts) known.count += 1;
      found.set(key, known);
    }
  }
  for (const key of facets.value[name]) if (!found.has(key)) found.set(key, { key, name: nameless(name, key), count: 0 });
  const place = (row: Option) => (name === 'status' ? (STATES as readonly string[]).indexOf(row.key) : levelPlace(row.key));
  return [...found.values()].sort((a, b) => place(a) - place(b) || collator.value.compare(a.name, b.name));
}

/** A value that no row has just now. */
function nameless(name: Facet, key: string): string {
  if (name === 'status') return td('list.state', key);
  if (name === 'mark') return td('list.mark', key);
  if (name === 'kind') return td('kind', key);
  if (name === 'engineer' && key === NOBODY) return t('console.unassigned');
  return name === 'level' ? levelName(key) : name === 'skill' ? skillName(key) : '…';
}

/** What all filters leave, in order; also what is folded away. */
export const sorted = computed(() => {
  void tick.value; // lateness grows with the time
  const { column, down } = order.value;
  const sort = (COLUMNS[column] ?? COLUMNS.promise)?.sort ?? (() => 0);
  const found = standing.value.filter((row) => isBetween(row) && FACETS.every((name) => has(row, name)));
  const keyed = found.map((row) => ({ row, key: sort(row) }));
  keyed.sort((a, b) => compare(a.key, b.key) * (down ? -1 : 1) || collator.value.compare(a.row.line.number, b.row.line.number));
  return keyed.map(({ row }) => row);
});

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.value.compare(String(a), String(b));
}

export const folded = signal<ReadonlySet<string>>(new Set());

export const items = computed<Item[]>(() => {
  if (!grouping.value) return sorted.value.map((row) => ({ row }));
  const of = GROUPED[grouping.value];
  const groups = new Map<string, { heading: Heading; rank: string | number; rows: Row[] }>();
  for (const row of sorted.value) {
    const [key, name, rank] = of(row);
    const group = groups.get(key) ?? { heading: { key, name, count: 0 }, rank, rows: [] };
    group.heading.count += 1;
    group.rows.push(row);
    groups.set(key, group);
  }
  const inOrder = [...groups.values()].sort((a, b) => compare(a.rank, b.rank));
  return inOrder.flatMap(({ heading, rows }) => [
    { heading },
    ...(folded.value.has(heading.key) ? [] : rows.map((row) => ({ row }))),
  ]);
});
/** One after the other, as they stand on the screen; what is folded away is not there. */
export const inOrder = computed(() => items.value.flatMap((item) => ('row' in item ? [item.row] : [])));
