// What a paper takes (backend/outrider/sign): said before anybody signs. The server stores and prints whatever comes, with a note.
import type { Document } from './model';

export const NAME = 200;
export const VALUE = 10_000;
const ALL = 100_000;
export const PARTS = 200;
export const PHOTOS = 40;

/** Signs as people count them: half of one counts for none. */
export function length(text: string): number {
  return [...text].length;
}

interface Excess {
  what: string;
  most: number;
  now: number;
}

/** What is too long or too many, in the order of the paper. */
export function excess(document: Document): Excess[] {
  const fields = document.sections.flatMap((section) => section.fields);
  const names = document.parts.flatMap(({ name, number, serial }) => [name, number, serial]);
  const found = [
    ...fields.map(({ label, value }) => ({ what: label, most: VALUE, now: length(value) })),
    ...names.map((name) => ({ what: document.parts_title, most: NAME, now: length(name) })),
    ...document.photos.map(({ caption }) => ({ what: document.photos_title, most: NAME, now: length(caption) })),
    { what: document.parts_title, most: PARTS, now: document.parts.length },
    { what: document.photos_title, most: PHOTOS, now: document.photos.length },
    { what: document.title, most: ALL, now: length(texts(document).join('')) },
  ];
  return found.filter(({ most, now }) => now > most);
}

export function texts(document: Document): string[] {
  const fields = document.sections.flatMap(({ title, fields }) => [
    title,
    ...fields.flatMap(({ label, value }) => [label, value]),
  ]);
  const parts = document.parts.flatMap(({ name, number, serial }) => [name, number, serial]);
  const last = [document.photos_title, ...document.photos.map(({ caption }) => caption), document.declaration ?? ''];
  return [document.title, document.order_number, ...fields, document.parts_title, ...parts, ...last];
}
