// The catalogue of parts as it lies on the phone: fetched once, again where it changed, and searched without network.
import { signal } from '@preact/signals';
import { ask, type Schemas } from '../shared/api';
import type { Part } from './asked';
import { read, write } from './db';

type Catalogue = Schemas['Catalogue'];
const KEY = 'catalogue';
const WAITS = 120_000; // thousands of lines over a thin line
/** Read when somebody looks for a part, and not before. */
export const parts = signal<readonly Part[]>([]);

export async function fetchCatalogue(sha256: string): Promise<void> {
  const kept = (await read(['meta'], (tx) => tx.objectStore('meta').get(KEY))) as Catalogue | undefined;
  if (!sha256 || kept?.sha256 === sha256) return;
  const fresh = await ask<Catalogue>('/api/phone/parts', { timeout: WAITS });
  await write(['meta'], (tx) => tx.objectStore('meta').put(fresh, KEY), 'relaxed');
}

export async function openCatalogue(): Promise<void> {
  const kept = (await read(['meta'], (tx) => tx.objectStore('meta').get(KEY))) as Catalogue | undefined;
  parts.value = (kept?.parts ?? []).map(([number, name]) => ({ number, name }));
}

/** By every word of what is typed, in number or name; whose number begins so comes first. */
export function findParts(all: readonly Part[], typed: string, most = 8): Part[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return [];
  const begins: Part[] = [];
  const holds: Part[] = [];
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

export function partOf(all: readonly Part[], code: string): Part | undefined {
  return all.find((part) => part.number.toLowerCase() === code.trim().toLowerCase());
}
