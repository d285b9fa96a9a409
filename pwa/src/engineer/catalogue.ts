// The catalogue of parts as it lies on the phone: fetched once, again where it changed, and searched without network.
import { signal } from '@preact/signals';
import { ask, type Schemas } from '../shared/api';
import type { Part } from './asked';
import { read, write } from './db';

type Catalogue = Schemas['Catalogue'];
const KEY = 'catalogue';
const WAITS = 120_000; // thousands of lines over a thin line
/** A part as it is found. successor: what is delivered in its place; gone: it is not delivered any more. */
export interface Listed extends Part {
  successor?: Part;
  gone?: boolean;
}
/** Read when somebody looks for a part, and not before. */
export const parts = signal<readonly Listed[]>([]);

export async function fetchCatalogue(sha256: string): Promise<void> {
  const kept = (await read(['meta'], (tx) => tx.objectStore('meta').get(KEY))) as Catalogue | undefined;
  if (!sha256 || kept?.sha256 === sha256) return;
  const fresh = await ask<Catalogue>('/api/phone/parts', { timeout: WAITS });
  await write(['meta'], (tx) => tx.objectStore('meta').put(fresh, KEY), 'relaxed');
}

export async function openCatalogue(): Promise<void> {
  const kept = (await read(['meta'], (tx) => tx.objectStore('meta').get(KEY))) as Catalogue | undefined;
  parts.value = kept ? listedOf(kept) : [];
}

/** Of a catalogue of before, which knows no successors, too. */
export function listedOf({ parts: usable, replaced = [] }: Pick<Catalogue, 'parts'> & Partial<Catalogue>): Listed[] {
  const known = new Map(usable.map(([number, name]) => [number.toLowerCase(), { number, name }]));
  const next = new Map(replaced.map(([number, , by]) => [number.toLowerCase(), by]));
  const last = (number: string, seen = new Set<string>()): Part => {
    const by = next.get(number.toLowerCase());
    if (!by || seen.has(number.toLowerCase())) return known.get(number.toLowerCase()) ?? { number, name: '' };
    return last(by, seen.add(number.toLowerCase()));
  };
  const before = replaced.map(([number, name]): Listed => {
    const gone = !known.has(number.toLowerCase());
    return { number, name, successor: last(number), ...(gone && { gone }) };
  });
  const has = new Set(before.map((part) => part.number.toLowerCase()));
  return [...before, ...[...known.values()].filter((part) => !has.has(part.number.toLowerCase()))];
}

/** By every word of what is typed, in number or name; whose number begins so comes first. */
export function findParts(all: readonly Listed[], typed: string, most = 8): Listed[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return [];
  const begins: Listed[] = [];
  const holds: Listed[] = [];
  for (const part of all) {
    const number = part.number.toLowerCase();
    const text = `${number} ${part.name.toLowerCase()}`;
    if (!words.every((word) => text.includes(word))) continue;
    if (number.startsWith(first)) begins.push(part);
    else if (holds.length < most) holds.push(part);
    if (begins.length === most) break;
  }
  return [...begins, ...holds].slice(0, most);
}

export function partOf(all: readonly Listed[], code: string): Listed | undefined {
  return all.find((part) => part.number.toLowerCase() === code.trim().toLowerCase());
}
