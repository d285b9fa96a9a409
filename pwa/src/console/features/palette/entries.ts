// What the field of commands finds: what can be done now, pages, orders, people, devices, telephone numbers.
import { FINISHED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { actionWord, statusWord } from '../../../shared/status-words';
import { COMMANDS, type Command, may } from '../../app/commands';
import { beside, go, place } from '../../app/router';
import { allowed } from '../../app/session';
import { findCallers } from '../../data/customers';
import { findOrders } from '../../data/orders';
import { searchEverything } from '../../data/records';
import { asked, EDIT } from '../orders/asked';
import { deedsOf } from '../orders/deeds';
import type { Line } from '../orders/line';
import { detail } from '../orders/state';
import { groupOf, inGroups } from './groups';
import { fits } from './words';

export interface Entry {
  id: string;
  /** Its heading. */
  group: string;
  words: string;
  /** What tells it from others of its name. */
  aside?: string;
  keys?: string;
  run: () => void;
}

const FEW = 8; // orders
/** What opens and leaves it is not offered in it. */
const OF_THE_FIELD: ReadonlySet<string> = new Set(['palette', 'close']);
const NUMBER = /^\+?[\d\s()./-]{5,}$/;

/** What can be done now, of the open order first. */
export function doable(typed: string): Entry[] {
  const commands = Object.entries<Command>(COMMANDS).filter(([name, row]) => !OF_THE_FIELD.has(name) && may(row));
  const rows: Entry[] = [
    ...ofOrder(),
    ...commands.map(([name, row]) => ({
      id: name,
      group: groupOf(row),
      words: t(row.label),
      ...(row.hint && { keys: row.hint }),
      run: () => row.run(''),
    })),
  ];
  const fitting = rows.filter((row) => fits(row.words, typed));
  return inGroups(fitting, (row) => row.group).flatMap(([, group]) => group); // as they stand below each other
}

function ofOrder(): Entry[] {
  const line = detail.value?.line;
  if (!line || place.value.pathname !== beside.value) return []; // its page is not there
  const group = t('palette.this_order', { number: line.number });
  const rows = deedsOf(line).map((row) => ({ name: row.action as string, words: actionWord(row.action, line.kind) }));
  if (allowed('orders.edit') && !FINISHED.has(line.status)) rows.push({ name: EDIT, words: t('edit.open') });
  return rows.map(({ name, words }) => ({
    id: `deed-${name}`,
    group,
    words,
    run: () => {
      asked.value = name;
    },
  }));
}

/** What the server knows by these words. What this person may not look at is not asked for. */
export async function known(typed: string): Promise<Entry[]> {
  const [orders, records, callers] = await Promise.all([
    findOrders(typed),
    allowed('master.read') ? searchEverything(typed) : [],
    allowed('customers.read') && NUMBER.test(typed) ? findCallers(typed) : [],
  ]);
  const rows = orders.slice(0, FEW).map(orderEntry);
  for (const { contact, customer, perhaps } of callers)
    rows.push({
      id: `call-${contact.id}`,
      group: t('palette.callers'),
      words: `${contact.name} · ${contact.phone}`,
      aside: perhaps ? `${customer.name} · ${t('palette.perhaps')}` : customer.name,
      run: () => go({ row: contact.id, words: null, order: null }, '/console/manage/contacts'),
    });
  for (const row of records)
    rows.push({
      id: `${row.entity}-${row.id}`,
      group: td('entity', row.entity),
      words: row.label,
      run: () => go({ row: row.id, words: null, order: null }, `/console/manage/${row.entity}`),
    });
  return rows;
}

function orderEntry(line: Line): Entry {
  return {
    id: `order-${line.id}`,
    group: t('console.orders'),
    words: `${line.number} · ${line.account}`,
    aside: [line.site, line.engineer, statusWord(line.status, line.kind)].filter(Boolean).join(' · '),
    run: () => go({ order: line.id }, '/console'),
  };
}
