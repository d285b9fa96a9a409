// Levels and calendars: what is in force, what it was before, and whom a new version would alarm.
import { ask, askOnce, type Schemas } from '../../shared/api';
import type { Calendar, Level } from '../../shared/domain.gen';

export type RuleKind = 'level' | 'calendar';
export type Rule<Document> = Omit<Schemas['Current'], 'document'> & { document: Document };

export function listOf(kind: RuleKind): Promise<Rule<Level | Calendar>[]> {
  return ask(`/api/rules/${kind}`);
}

export function listLevels(): Promise<Rule<Level>[]> {
  return ask('/api/rules/level');
}

export function listCalendars(): Promise<Rule<Calendar>[]> {
  return ask('/api/rules/calendar');
}

function addressOf(kind: RuleKind, code: string): string {
  return `/api/rules/${kind}/${encodeURIComponent(code)}`;
}

interface Publication {
  document: Level | Calendar;
  /** The version that was changed. */
  expected: number;
  note?: string;
}

export function publish(kind: RuleKind, code: string, body: Publication): Promise<Schemas['Current']> {
  return ask(addressOf(kind, code), { method: 'PUT', body });
}

/** Takes back what this person published a moment ago. */
export function withdrawPublication(kind: RuleKind, code: string, version: number): Promise<void> {
  return askOnce(`${addressOf(kind, code)}/withdrawal`, { method: 'POST', body: { version } });
}

export function versionsOf(kind: RuleKind, code: string): Promise<Schemas['RuleChange'][]> {
  return ask(`${addressOf(kind, code)}/versions`);
}

export function previewOf(kind: RuleKind, code: string, body: unknown): Promise<Schemas['Alarmed']> {
  return ask(`${addressOf(kind, code)}/preview`, { method: 'POST', body, timeout: 60_000 });
}

export interface Wanted {
  country: string;
  region: string | null;
  years: number[];
}

/** The draft with the holidays in it; nothing is in force by it. */
export function withHolidays(document: Calendar, wanted: Wanted): Promise<Calendar> {
  return ask('/api/calendars/holidays', { method: 'POST', body: { document, ...wanted } });
}

export function holidayCountries(): Promise<string[]> {
  return ask('/api/holiday-countries');
}

export function holidayRegions(country: string): Promise<Schemas['Region'][]> {
  return ask(`/api/holiday-regions?country=${country}`);
}
