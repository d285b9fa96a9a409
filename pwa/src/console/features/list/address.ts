// What the address says of the list: filters, order, groups, columns. /console/list?status=&engineer=&stations=&level=&kind=&skill=&customer=&mark=&from=&to=&words=&ended=1&by=&group=&columns=
import { computed } from '@preact/signals';
import { go, LIST, place } from '../../app/router';

/** Each may have several values. */
export const FACETS = ['status', 'mark', 'engineer', 'stations', 'level', 'kind', 'skill', 'customer'] as const;
export type Facet = (typeof FACETS)[number];
export const GROUPINGS = ['status', 'engineer', 'station', 'day', 'level'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const NOBODY = 'none'; // in place of an engineer

const said = (name: string) => place.value.searchParams.get(name) ?? '';

function several(name: string): ReadonlySet<string> {
  return new Set(said(name).split(',').filter(Boolean));
}

export const facets = computed(
  () => Object.fromEntries(FACETS.map((name) => [name, several(name)])) as Record<Facet, ReadonlySet<string>>,
);
export const dates = computed(() => ({ from: said('from'), to: said('to') }));
export const words = computed(() => said('words'));
/** Also what is over, of any age. */
export const ended = computed(() => said('ended') === '1');
export const grouping = computed(() => GROUPINGS.find((name) => name === said('group')) ?? null);
/** By which column, and whether the other way round. */
export const order = computed(() => {
  const by = said('by') || 'promise';
  return by.startsWith('-') ? { column: by.slice(1), down: true } : { column: by, down: false };
});
export const columnNames = computed(() => said('columns').split(',').filter(Boolean));
const NARROWS = [...FACETS, 'from', 'to', 'words'];
export const narrowed = computed(() => NARROWS.some((name) => said(name) !== ''));

export function put(name: string, values: Iterable<string>): void {
  go({ [name]: [...values].join(',') || null }, LIST);
}

export function toggle(name: Facet, value: string): void {
  const next = new Set(facets.value[name]);
  if (!next.delete(value)) next.add(value);
  put(name, next);
}

/** Each press of a heading: this way, the other way, as they come. */
export function sortBy(column: string): void {
  const now = order.value;
  go({ by: now.column !== column ? column : now.down ? null : `-${column}` }, LIST);
}

export function widen(): void {
  go(Object.fromEntries(NARROWS.map((name) => [name, null])), LIST);
}

/** All that makes a view: not which order is open. */
const KEPT = [...NARROWS, 'ended', 'by', 'group', 'columns'];

/** What is looked at, as a saved view has it. */
export const query = computed(() => {
  const kept = KEPT.flatMap((name) => (said(name) ? [[name, said(name)]] : []));
  return new URLSearchParams(kept).toString();
});

export function showView(saved: string): void {
  const given = new URLSearchParams(saved);
  go({ ...Object.fromEntries(KEPT.map((name) => [name, given.get(name)])), order: null }, LIST);
}
