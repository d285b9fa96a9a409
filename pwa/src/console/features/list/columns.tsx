// The columns of the list: what each says of an order, and by what it is sorted.
import type { ComponentChildren } from 'preact';
import { FINISHED } from '../../../shared/domain.gen';
import { type Key, t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { tone } from '../../../shared/status';
import { statusWord } from '../../../shared/status-words';
import { clockTime, date, moment, otherDay, serverNow, span, tick, toField } from '../../../shared/time';
import { levelName, levelPlace } from '../levels/names';
import { type Line, lateMinutes, overdue } from '../orders/line';
import type { Row } from './kinds';
import { STATES, stateOf } from './kinds';
import { skillName } from './skills';

interface Column {
  label: Key;
  /** Pixels, unless somebody drew it wider or narrower. */
  width: number;
  /** Alone, or beside what stands in the row. */
  cell: (row: Row) => ComponentChildren;
  sort: (row: Row) => string | number;
  /** As a sheet has it, where the cell is more than words. */
  text?: (row: Row) => string;
}

export const LAST = '￿';

export const COLUMNS: Record<string, Column> = {
  number: { label: 'field.number', width: 152, cell: ({ line }) => line.number, sort: ({ line }) => line.number },
  promise: {
    label: 'list.promise',
    width: 172,
    cell: ({ line }) => promise(line),
    sort: ({ line }) => line.window_to ?? line.promised_on ?? LAST,
    text: ({ line }) => line.promised_on ?? hours(line),
  },
  late: {
    label: 'list.late',
    width: 112,
    cell: ({ line }) => <Lateness line={line} />,
    sort: ({ line }) => -urgency(line),
    text: ({ line }) => String(lateMinutes(line) || ''),
  },
  account: { label: 'field.account', width: 190, cell: ({ line }) => line.account, sort: ({ line }) => line.account },
  site: {
    label: 'field.site',
    width: 150,
    cell: ({ line, beside }) => <span title={beside.address}>{line.site}</span>,
    sort: ({ line }) => line.site,
    text: ({ line }) => line.site,
  },
  address: { label: 'field.address', width: 200, cell: ({ beside }) => beside.address, sort: ({ beside }) => beside.address },
  kind: {
    label: 'field.kind',
    width: 116,
    cell: ({ line }) => td('kind', line.kind),
    sort: ({ line }) => td('kind', line.kind),
  },
  level: {
    label: 'field.level',
    width: 66,
    cell: ({ line }) => <span title={levelName(line.level)}>{line.level}</span>,
    sort: ({ line }) => levelPlace(line.level),
    text: ({ line }) => line.level,
  },
  status: {
    label: 'list.status',
    width: 196,
    cell: ({ line }) => <span class={`chip ${tone(line.status)}`}>{statusWord(line.status, line.kind)}</span>,
    sort: ({ line }) => STATES.indexOf(stateOf(line.status)),
    text: ({ line }) => statusWord(line.status, line.kind),
  },
  engineer: {
    label: 'field.engineer_id',
    width: 132,
    cell: ({ line }) => line.engineer ?? <span class="soft">{FINISHED.has(line.status) ? '–' : t('console.unassigned')}</span>,
    sort: ({ line }) => line.engineer ?? LAST,
    text: ({ line }) => line.engineer ?? '',
  },
  age: {
    label: 'list.age',
    width: 96,
    cell: ({ beside }) => <span title={moment(beside.created_at)}>{span(serverNow() - Date.parse(beside.created_at))}</span>,
    sort: ({ beside }) => serverNow() - Date.parse(beside.created_at),
    text: ({ line, beside }) => at(beside.created_at, line.time_zone),
  },
  station: {
    label: 'field.station_id',
    width: 140,
    cell: ({ beside }) => beside.station,
    sort: ({ beside }) => beside.station,
  },
  skill: {
    label: 'field.skill',
    width: 116,
    cell: ({ beside }) => skillName(beside.skill),
    sort: ({ beside }) => skillName(beside.skill) || LAST,
  },
  contact: { label: 'field.contact', width: 130, cell: ({ beside }) => beside.contact, sort: ({ beside }) => beside.contact },
  contact_phone: {
    label: 'field.contact_phone',
    width: 140,
    cell: ({ beside }) => beside.contact_phone,
    sort: ({ beside }) => beside.contact_phone || LAST,
  },
  serial: {
    label: 'field.serial',
    width: 140,
    cell: ({ beside }) => beside.serial ?? '',
    sort: ({ beside }) => beside.serial ?? LAST,
  },
  fault: {
    label: 'field.fault',
    width: 260,
    cell: ({ line }) => <span title={line.fault}>{line.fault}</span>,
    sort: ({ line }) => line.fault,
    text: ({ line }) => line.fault,
  },
};
export const USUAL = ['number', 'promise', 'late', 'account', 'site', 'kind', 'level', 'status', 'engineer', 'age'];

function promise(line: Line): ComponentChildren {
  if (line.promised_on) return otherDay(line.promised_on, 'UTC', tick.value, false) || date(line.promised_on);
  if (!line.window_to) return <span class="soft">–</span>;
  const day = otherDay(line.window_to, line.time_zone, tick.value, false) || t('day.today');
  const hours = [line.window_from, line.window_to].map((at) => (at ? clockTime(at, line.time_zone) : ''));
  return (
    <>
      <span class="soft">{day}</span> {hours.filter(Boolean).join('–')}
    </>
  );
}

/** As sheets write a moment, at the place's own clock. */
function at(moment: string, zone: string): string {
  return toField(Date.parse(moment), zone).replace('T', ' ');
}

function hours({ window_from, window_to, time_zone }: Line): string {
  return [window_from, window_to].flatMap((moment) => (moment ? [at(moment, time_zone)] : [])).join(' – ');
}

export function textOf(name: string, row: Row): string {
  const column = COLUMNS[name];
  return column?.text?.(row) ?? String(column?.cell(row) ?? '');
}

/** Milliseconds: late first by how much, then what is past its limit, then what comes nearest to it. */
function urgency(line: Line): number {
  if (FINISHED.has(line.status)) return -1e15;
  const late = lateMinutes(line);
  if (late) return 1e12 + late;
  return line.due_at ? tick.value - Date.parse(line.due_at) : -1e14;
}

function Lateness({ line }: { line: Line }) {
  const late = lateMinutes(line);
  const past = overdue(line);
  const near = !past && line.warn_at && line.due_at && Date.parse(line.warn_at) <= tick.value && !FINISHED.has(line.status);
  return (
    <span class="marks">
      {late > 0 && <span class="chip bad">+{span(late * 60_000)}</span>}
      {late === 0 && past > 0 && (
        <span class="bad-word">
          <Icon name="clock" /> −{span(past)}
        </span>
      )}
      {late === 0 && near && (
        <span class="warn-word">
          <Icon name="clock" /> {span(Date.parse(line.due_at ?? '') - tick.value)}
        </span>
      )}
      {line.unread > 0 && <Sign icon="message" words="filter.unread" />}
      {line.calls > 0 && <Sign icon="phone" words="filter.calls" />}
      {line.reviews.length > 0 && (
        <span class="warn-word" title={t('filter.review')}>
          !
        </span>
      )}
    </span>
  );
}

function Sign({ icon, words }: { icon: 'message' | 'phone'; words: Key }) {
  return (
    <span class="warn-word" title={t(words)}>
      <Icon name={icon} />
    </span>
  );
}
