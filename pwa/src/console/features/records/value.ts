// How a value of master data is shown, and what a field of a form makes of it.
import { language, listed, t, td } from '../../../shared/i18n';
import { fromField, toField } from '../../../shared/time';
import { me } from '../../app/session';
import type { Column, Row } from '../../data/records';
import { BEGINS, nextDay, timeOf } from './times';

export function shownValue(column: Column, row: Row): string {
  const value = column.type === 'ref' || column.type === 'refs' ? row.names[column.name] : row.values[column.name];
  return `${inWords(column, value)}${nextDay(column.name, row.values) ? ` ${t('shift.next_day')}` : ''}`;
}

/** What an entry is called: of one that is known by a choice alone, the choice in the reader's language. */
export function titleOf(columns: readonly Column[], row: Row): string {
  const said = columns.find((column) => column.type === 'choice' && row.values[column.name] === row.label);
  return said ? inWords(said, row.label) : row.label;
}

export function inWords(column: Pick<Column, 'type' | 'name'>, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value)) return listed(value.map(String));
  if (column.type === 'boolean') return t(value ? 'word.yes' : 'word.no');
  if (column.type === 'choice') return column.name === 'language' ? String(value) : td('choice', String(value));
  if (column.type === 'date')
    return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(new Date(`${value}T12:00`));
  if (column.type === 'datetime') {
    const format: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' };
    if (me.value) format.timeZone = me.value.time_zone;
    return new Intl.DateTimeFormat(language.value, format).format(new Date(String(value)));
  }
  if (column.type === 'time') return String(value).slice(0, 5);
  return String(value);
}

const INPUT = { date: 'date', time: 'time', moment: 'datetime-local', mail: 'email', phone: 'tel', number: 'number' } as const;

/** A browser's own field for times knows no 24:00. */
export function inputType(column: Column) {
  if (column.name in BEGINS) return 'text';
  return column.type in INPUT ? INPUT[column.type as keyof typeof INPUT] : 'text';
}

/** What stands in the field, of what the server has. */
export function toInput(column: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (column.type === 'datetime') return toField(Date.parse(String(value)), me.value?.time_zone ?? 'UTC');
  if (column.type === 'time') return String(value).slice(0, 5);
  if (Array.isArray(value)) return value.join('; ');
  return String(value);
}

/** What the server is sent, of what stands in the field. */
export function fromInput(column: Column, text: string): unknown {
  if (text.trim() === '') return null;
  if (column.type === 'number') return Number(text);
  if (column.type === 'datetime') return fromField(text, me.value?.time_zone ?? 'UTC');
  if (column.type === 'time') return timeOf(text);
  if (column.type === 'codes')
    return text
      .split(/[;,；，]/)
      .map((part) => part.trim())
      .filter(Boolean);
  return text;
}
