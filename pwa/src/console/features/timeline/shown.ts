// What the chart draws: the rows in their order, and the scale of hours.
import { computed, signal } from '@preact/signals';
import { axisOf } from './axis';
import { rowsOf } from './rows';
import { changes, days, read } from './state';
import { midnights, narrowed } from './view';

export const NAMES = 208; // pixels of the column of names
export const TOP = 52; // pixels of the heading

const LONG = 14 * 3_600_000; // whoever is there around the clock says nothing of when work is done

/** Pixels that the hours have on the screen. */
export const room = signal(1000);
/** What scrolls. */
export const scroller: { current: HTMLElement | null } = { current: null };

const stationNames = computed(() => new Map(read.value?.stations?.map((row) => [row.key, row.name]) ?? []));
export const stationName = (id: string) => stationNames.value.get(id) ?? '';

export const placed = computed(() => {
  const wanted = narrowed.value;
  if (wanted.sort !== 'name' || wanted.risk) void changes.value;
  return rowsOf(
    [...days.value.values()].map((row) => row.peek()),
    wanted,
    stationName,
  );
});

/** It stays as it is while rows change, so that nothing jumps. */
export const axis = computed(() => {
  const short = ({ since, until }: { since: string; until: string }) => Date.parse(until) - Date.parse(since) < LONG;
  const busy = (read.value?.days ?? []).flatMap(({ shifts, visits }) => [
    ...shifts.filter(short).map((row) => ({ since: Date.parse(row.since), until: Date.parse(row.until) })),
    ...visits.map((row) => ({ since: Date.parse(row.sets_off), until: Date.parse(row.leaves) })),
  ]);
  const from = midnights.value[0] ?? 0;
  return axisOf(
    midnights.value,
    busy.map((row) => ({ since: Math.max(row.since, from), until: row.until })),
    room.value,
  );
});
