// Times as people say them. The server's clock rules: every face shows the same time (a demonstration may run fast).
import { signal } from '@preact/signals';
import { language, t } from './i18n';

let base = Date.now();
let wall = Date.now();
let speed = 1;
export const tick = signal(Date.now());

export function setClock(now: string, atSpeed: number): void {
  base = Date.parse(now);
  wall = Date.now();
  speed = atSpeed;
  tick.value = serverNow();
}

/** Milliseconds on the server's clock, as well as it is known here. */
export function serverNow(): number {
  return base + (Date.now() - wall) * speed;
}

/** The clock that a device would have: its own, or, in a fast demonstration, the demonstration's. */
export function deviceNow(): number {
  return speed === 1 ? Date.now() : serverNow();
}

export function startTicking(every = 10_000): void {
  setInterval(() => {
    tick.value = serverNow();
  }, every);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each zone: making one takes a phone longer than all else that it does for a row of its list. The phone's own zone
 * is asked for each time, since it may be another one after a flight. */
function formatOf(code: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  if (!options.timeZone) return new Intl.DateTimeFormat(code, options);
  const key = code + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(code, options);
  formats.set(key, made);
  return made;
}

export function clockTime(at: string | number, zone?: string): string {
  const format: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  if (zone) format.timeZone = zone;
  return formatOf(language.value, format).format(new Date(at));
}

function sameDay(a: number, b: number, zone: string | undefined): boolean {
  const format = formatOf('en-CA', zone ? { timeZone: zone } : {});
  return format.format(a) === format.format(b);
}

/** The day, where it is not today's: a time of tomorrow without its day is taken for one of today. Empty where it is. */
export function otherDay(at: string | number, zone?: string, now = tick.value, weekday = true): string {
  const then = new Date(at);
  if (sameDay(then.getTime(), now, zone)) return '';
  const format: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (weekday) format.weekday = 'short';
  if (zone) format.timeZone = zone;
  if (Math.abs(then.getTime() - now) > 180 * DAY * 60_000) format.year = 'numeric';
  return formatOf(language.value, format).format(then);
}

/** A time with its day, where that is not today. */
export function moment(at: string | number, zone?: string, now = tick.value): string {
  const day = otherDay(at, zone, now);
  return day ? `${day} ${clockTime(at, zone)}` : clockTime(at, zone);
}

/** From and until, each with its day where that is not today, and the second only where it is another than the first's. */
export function period(from: string | number, to: string | number, zone?: string, now = tick.value): string {
  const ends = sameDay(new Date(from).getTime(), new Date(to).getTime(), zone) ? clockTime(to, zone) : moment(to, zone, now);
  return `${moment(from, zone, now)}–${ends}`;
}

export function dayTime(at: string | number, zone: string, code = language.value): string {
  const format: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  };
  return formatOf(code, format).format(new Date(at));
}

/** What a datetime-local field shows for a moment, in the zone where the promise is kept. */
export function toField(at: number, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 16);
}

export function fromField(text: string, zone: string): string {
  const guess = Date.parse(`${text}:00Z`);
  return new Date(guess - offset(guess - offset(guess, zone), zone)).toISOString();
}

/** Milliseconds that a zone's clocks are ahead of UTC. */
export function offset(at: number, zone: string): number {
  const parts = formatOf('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((row) => row.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1000) * 1000;
}

/** Names of those whose clocks stand otherwise than this device's ("GMT-10"), each once. */
export function otherZones(zones: readonly string[], at: number, here = -new Date(at).getTimezoneOffset() * 60_000): string[] {
  const names = [...new Set(zones)]
    .filter((zone) => offset(at, zone) !== here)
    .map((zone) => {
      const parts = formatOf('en-US', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
      return parts.find((row) => row.type === 'timeZoneName')?.value ?? zone;
    });
  return [...new Set(names)];
}

export function day(at: number, zone?: string): string {
  const format: Intl.DateTimeFormatOptions = { weekday: 'long', month: 'long', day: 'numeric' };
  if (zone) format.timeZone = zone;
  return formatOf(language.value, format).format(new Date(at));
}

/** A date of its own ("2026-03-02") belongs to no zone. */
export function date(at: string | number, zone = 'UTC', code = language.value): string {
  const format: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric', timeZone: zone };
  return formatOf(code, format).format(new Date(at));
}

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

type Length = 'minutes' | 'hours' | 'full_hours' | 'day' | 'days' | 'day_hours';

/** How long, as people say it; never "0 min". backend/outrider/lang.py says the same on the server's pages. */
export function length(minutes: number): [Length, Record<string, number>] {
  const n = Math.max(1, Math.round(Math.abs(minutes)));
  if (n < 1.5 * HOUR) return ['minutes', { n }];
  if (n < DAY) return n % HOUR ? ['hours', { h: Math.floor(n / HOUR), m: n % HOUR }] : ['full_hours', { h: n / HOUR }];
  const hours = n < WEEK ? Math.round(n / HOUR) : Math.round(n / DAY) * 24;
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  if (rest) return ['day_hours', { n: days, h: rest }];
  return days === 1 ? ['day', {}] : ['days', { n: days }];
}

export function span(milliseconds: number): string {
  const [key, params] = length(milliseconds / 60_000);
  return t(`time.${key}`, params);
}

export function relative(at: string | number): string {
  const away = new Date(at).getTime() - tick.value;
  if (Math.abs(away) < 45_000) return t('time.now');
  return t(away > 0 ? 'time.in' : 'time.ago', { span: span(away) });
}
