// What the address says of the timeline: which days, which rows, in which order.
import { computed } from '@preact/signals';
import { fromField, tick, toField } from '../../../shared/time';
import { go, place } from '../../app/router';
import { me } from '../../app/session';
import { type Narrowed, SORTS } from './rows';

export const SPANS: readonly number[] = [1, 3, 7];
const DAY = 86_400_000;

const said = (name: string) => place.value.searchParams.get(name);

export const zone = computed(() => me.value?.time_zone ?? 'UTC');
export const today = computed(() => toField(tick.value, zone.value).slice(0, 10));
/** As "2026-03-02". */
export const first = computed(() => {
  const day = said('first');
  return day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : today.value;
});
export const count = computed(() => SPANS.find((days) => String(days) === said('days')) ?? 1);
export const narrowed = computed<Narrowed>(() => ({
  station: said('station'),
  skill: said('skill'),
  risk: said('risk') === '1',
  sort: SORTS.find((name) => name === said('sort')) ?? 'name',
}));
/** The midnights of the days that are shown. */
export const midnights = computed(() =>
  Array.from({ length: count.value }, (_, n) => Date.parse(fromField(`${later(first.value, n)}T00:00`, zone.value))),
);

export function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** Today needs no word in the address: a link of yesterday shows the day on which it is opened. */
export function showDay(day: string): void {
  go({ first: day === today.value ? null : day });
}
