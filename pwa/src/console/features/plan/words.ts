// What a plan is called: its day, its stations, its state.
import { listed, t, td } from '../../../shared/i18n';
import { date, otherDay } from '../../../shared/time';
import type { Desk, Plan } from '../../data/plans';

const DAY = 24 * 3_600_000;
const AHEAD = 7; // days that are offered; the server plans a month ahead
const NAMED = 3;

/** "2026-03-02" and as many days later. */
export function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

function dayName(day: string, today: string): string {
  if (day === today) return t('day.today');
  return day === later(today, 1) ? t('day.tomorrow') : otherDay(day, 'UTC') || date(day);
}

/** Of what it is: a day, or all that comes late today. */
export function titleOf({ day, storm }: Plan, desk: Desk): string {
  return storm ? t('plan.storm', { day: dayName(day, desk.today) }) : dayName(day, desk.today);
}

export function daysOf(today: string): [string, string][] {
  return Array.from({ length: AHEAD }, (_, n) => later(today, n)).map((day) => [day, dayName(day, today)]);
}

export function stationNames(plan: Plan, desk: Desk): string {
  if (desk.stations.length > 1 && plan.stations.length === desk.stations.length) return t('plan.all');
  const names = plan.stations.map((id) => desk.stations.find((row) => row.id === id)?.name ?? '–');
  return listed(names, NAMED);
}

const LOOKS: Partial<Record<Plan['state'], string>> = { ready: 'good', running: 'go', waiting: 'go', failed: 'bad' };

/** The chip: its words, and how it looks. */
export function stateOf(plan: Plan): [string, string] {
  if (plan.taken > 0) return [t('plan.taken_n', { n: plan.taken }), 'good'];
  return [td('plan_state', plan.state), LOOKS[plan.state] ?? ''];
}

export const isSearched = ({ state }: Plan) => state === 'waiting' || state === 'running';
