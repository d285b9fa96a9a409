// What one press does in the console: each an object that its button and the keyboard read, and the line of hints.
import type { Permission } from '../../shared/domain.gen';
import { type Key, t } from '../../shared/i18n';
import { offered, offersList } from '../features/assign/offers';
import { inList, pickAll, pickChosen, picked, pickNone } from '../features/list/picked';
import { reminding } from '../features/orders/reminder';
import { found, listed, nextDay, perDay, words } from '../features/orders/state';
import { sheet } from '../features/palette/state';
import { firstPlan, searching } from '../features/rescue/state';
import { canMove, move } from '../features/timeline/by-keys';
import { searchField } from '../ui/search-field';
import { firstManaged } from './menu';
import { beside, chosen, go, LIST, place, TIMELINE, type Where } from './router';
import { allowed } from './session';
import { toast } from './toast';

export interface Command {
  /** What people call it. */
  label: Key;
  /** As the browser calls them. */
  keys: readonly string[];
  /** How the keys are written where there is room for one word. */
  hint?: string;
  permission?: Permission;
  /** The only page where there is such a thing. */
  page?: string;
  /** Also while somebody types. */
  everywhere?: boolean;
  /** Whether there is anything to do just now. */
  possible?: (key: string) => boolean;
  run: (key: string) => void;
  /** Where it leads; its button is a link then. */
  to?: () => Where;
}

/** What it is called on the keys of this machine. */
const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

export function may(command: Command, key = ''): boolean {
  return (
    (!command.permission || allowed(command.permission)) &&
    (!command.page || place.value.pathname === command.page) &&
    (command.possible?.(key) ?? true)
  );
}

/** Somebody fills in a form beside the board: what they type next to its fields gives no visit away. */
const fillsIn = () => document.querySelector('.detail form.inline') !== null;
const onList = () => place.value.pathname === LIST;
const hasRows = () => onBoard() || onList();
const onBoard = () => /^\/console(\/new)?$/.test(place.value.pathname);

/** What opens a page: its button is a link, and its key goes there. */
function page(label: Key, to: () => Where, more: Partial<Command> = {}): Command {
  return { label, keys: [], ...more, to, run: () => go(...to()) };
}

/** Enter carries it out. */
function toFirstPlan(): void {
  if (firstPlan.current) firstPlan.current.focus();
  else toast.value = { text: t('rescue.looking') };
}

export const COMMANDS = {
  board: page('console.board', () => [{}, '/console']),
  list: page('console.list', () => [{ row: null, day: null, words: null }, LIST], { keys: ['l'], hint: 'L' }),
  timeline: page('console.timeline', () => [{ row: null, day: null }, TIMELINE], {
    keys: ['t'],
    hint: 'T',
    permission: 'orders.assign',
  }),
  plan: page('console.plan', () => [{ order: null, row: null, day: null }, '/console/plan'], {
    keys: ['p'],
    hint: 'P',
    permission: 'orders.assign',
  }),
  calls: page('console.calls', () => [{ order: null, row: null, words: null }, '/console/calls'], { permission: 'calls.read' }),
  manage: page('console.manage', () => [{ order: null }, `/console/manage/${firstManaged()}`], {
    possible: () => firstManaged() !== undefined,
  }),
  parts: page('console.parts', () => [{ order: null, row: null, words: null }, '/console/parts'], { permission: 'parts.plan' }),
  people: page('console.people', () => [{}, '/console/people'], { permission: 'people.read' }),
  next: { label: 'command.next', keys: ['j', 'ArrowDown'], hint: 'J', possible: hasRows, run: () => step(1) },
  previous: { label: 'command.previous', keys: ['k', 'ArrowUp'], hint: 'K', possible: hasRows, run: () => step(-1) },
  day: {
    label: 'command.day',
    keys: ['d'],
    hint: 'D',
    possible: () => onBoard() && perDay.value !== null,
    run: () => go({ day: nextDay() }, '/console'),
  },
  who: {
    label: 'detail.who',
    keys: ['a'],
    hint: 'A',
    permission: 'orders.assign',
    possible: () => onBoard() && offersList.current !== null,
    run: () => offersList.current?.scrollIntoView({ block: 'start' }),
  },
  give: {
    label: 'command.give',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    hint: '1–9 ↵',
    permission: 'orders.assign',
    possible: (key) => !fillsIn() && offered(key) !== null,
    run: (key) => offered(key)?.focus(), // Enter gives it: a stray number gives nothing away
  },
  rescue: {
    label: 'rescue.carry_out',
    keys: ['r'],
    hint: 'R ↵',
    permission: 'orders.assign',
    possible: () => !fillsIn() && (searching.value || firstPlan.current?.disabled === false),
    run: toFirstPlan,
  },
  remind: {
    label: 'watch.remind',
    keys: ['m'],
    hint: 'M',
    permission: 'orders.remind',
    possible: () => onBoard() && !fillsIn() && reminding() !== null,
    run: () => reminding()?.(),
  },
  take: page('console.new_order', () => [{ call: null }, '/console/new'], {
    keys: ['n'],
    hint: 'N',
    permission: 'orders.take',
  }),
  move: {
    label: 'timeline.move',
    keys: ['m'],
    hint: 'M',
    permission: 'orders.assign',
    page: TIMELINE,
    possible: canMove,
    run: move,
  },
  pick: { label: 'list.pick', keys: ['x'], hint: 'X', page: LIST, possible: () => chosen.value !== null, run: pickChosen },
  pick_all: { label: 'list.pick_all', keys: [], hint: 'Ctrl A', page: LIST, run: pickAll },
  search: { label: 'console.search', keys: ['/'], hint: '/', run: () => searchField.current?.focus() },
  undo: { label: 'toast.undo', keys: ['u'], hint: 'U', possible: () => toast.value?.undo !== undefined, run: undo },
  palette: {
    label: 'command.palette',
    keys: ['Mod+k'],
    hint: `${MOD} K`,
    everywhere: true,
    run: () => {
      sheet.value = 'commands';
    },
  },
  keys: {
    label: 'console.keys',
    keys: ['?'],
    hint: '?',
    run: () => {
      sheet.value = 'keys';
    },
  },
  close: { label: 'detail.close', keys: ['Escape'], hint: 'Esc', run: close },
} satisfies Record<string, Command>;

function step(by: number): void {
  const rows = onList() ? inList.value : listed.value;
  const at = rows.indexOf(place.value.searchParams.get('order') ?? '');
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (!next) return;
  go({ order: next }, onList() ? LIST : '/console');
  if (onList()) {
    const link = () => document.querySelector<HTMLElement>(`.list-table tr[data-order="${next}"] a`);
    requestAnimationFrame(() => link()?.focus({ preventScroll: true })); // once it is drawn
    return;
  }
  const rowsOf = ['late', 'risky', 'watched', 'order'].map((mark) => `.board [data-${mark}="${next}"]`);
  document.querySelector<HTMLElement>(rowsOf.join())?.focus(); // so that Enter means the row that is marked
}

function undo(): void {
  const said = toast.value;
  toast.value = null;
  void said?.undo?.();
}

function close(): void {
  words.value = '';
  found.value = null;
  if (/^\/console\/(manage|parts|calls|plan)/.test(place.value.pathname)) go({ row: null });
  else if (onList() && !chosen.value && picked.value.length) pickNone();
  else if (chosen.value) go({ order: null }, beside.value);
  else go({ glance: null, hour: null }, beside.value);
}
