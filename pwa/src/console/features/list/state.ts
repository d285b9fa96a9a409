// The rows of the list as the server has them, kept up to date by what the board hears.
import { signal } from '@preact/signals';
import { attempt } from '../../app/toast';
import { type Listing, readList } from '../../data/list';
import type { Line } from '../orders/line';
import { lines } from '../orders/state';
import { dates, ended, facets, NOBODY, words } from './address';
import { type Row, statusesOf } from './kinds';

export const rows = signal<ReadonlyMap<string, Row>>(new Map());
/** There are older ones than those that came; the last that came. */
export const older = signal<string | null>(null);
/** Of the open ones only the newest came. */
export const cut = signal(false);
export const loading = signal(true);

const A_FEW = 60; // orders that are asked for by their ids; of more the whole is asked
let asked = 0;

/** What the server leaves out: of the open ones all come, and are narrowed here at once. */
function query(before: string | null): URLSearchParams {
  const said = new URLSearchParams(words.value ? { words: words.value } : {});
  if (!ended.value) return said;
  said.set('ended', 'true');
  if (before) said.set('before', before);
  const { status, engineer, stations, customer, level, kind, skill } = facets.value;
  const people = engineer.has(NOBODY) ? [] : engineer;
  const all = { status: statusesOf(status), engineer: people, station: stations, customer, level, kind, skill };
  for (const [name, values] of Object.entries(all)) for (const value of values) said.append(name, value);
  if (dates.value.from) said.set('first', dates.value.from);
  if (dates.value.to) said.set('last', dates.value.to);
  return said;
}

/** Another question from the start. What was asked before comes too late. */
export async function load(): Promise<void> {
  const mine = ++asked;
  loading.value = true;
  const found = await attempt(() => readList(query(null)));
  if (mine !== asked) return;
  loading.value = false;
  if (found) take(found, new Map());
}

/** The next page of all that there ever were. */
export async function loadOlder(): Promise<void> {
  const mine = ++asked;
  loading.value = true;
  const found = await attempt(() => readList(query(older.value)));
  if (mine !== asked) return;
  loading.value = false;
  if (found) take(found, new Map(rows.value));
}

function take(found: Listing, known: Map<string, Row>): void {
  rows.value = joined(found, known);
  older.value = ended.value && found.more ? found.last : null;
  cut.value = !ended.value && found.more;
}

function joined(found: Listing, known: Map<string, Row>): Map<string, Row> {
  const beside = new Map(found.beside.map((row) => [row.id, row]));
  for (const line of found.lines) {
    const more = beside.get(line.id);
    if (more) known.set(line.id, { line, beside: more });
  }
  return known;
}

/** Orders that changed, null: any. Those of a search or of all times stay as they were found, and say what they are by now.
 * What was asked meanwhile is another list. */
export async function hear(changed: readonly Line[] | null): Promise<void> {
  if (!changed || changed.length > A_FEW) return words.value || ended.value ? undefined : load();
  const wanted = changed.filter((line) => rows.value.has(line.id) || !(words.value || ended.value));
  if (!wanted.length) return;
  const before = asked;
  const found = await attempt(() => readList(new URLSearchParams(wanted.map((line) => ['id', line.id]))));
  if (found && before === asked) rows.value = joined(found, new Map(rows.value));
}

/** As the board has it by now, where it has it. */
export function fresh(row: Row): Row {
  const line = lines.value.get(row.line.id);
  return line && line !== row.line ? { ...row, line } : row;
}
