// A report that was signed is never altered: what is wrong in it is said anew, in a report that names it and is signed again.
import { v7 as uuid } from 'uuid';
import { ask, patience, type Schemas, Unreachable } from '../shared/api';
import { fill, type Key, wordsOf } from '../shared/i18n';
import { sha256 } from '../shared/sha256';
import { read } from './db';
import { correction } from './draft-edits';
import { changeNow } from './drafts';
import type { Command, Document, Draft, Job, Signed, View } from './model';
import { writeRoomy } from './quota';
import { WORK_FIELDS } from './report';
import { RESULTS, valuesOf } from './results';
import { sealedBy } from './state';

type Begun = Parameters<typeof correction>[0];
const LARGE = 200_000; // bytes of a report with all that may stand in it
type Words = Awaited<ReturnType<typeof wordsOf>>;

export interface Read {
  document: Document;
  signatures: Signed[];
}

/** The very bytes that were signed here, from this phone's own queue. */
export function readSealed({ body }: Command): Read {
  return readTexts((JSON.parse(body) as { payload: Schemas['Sealed'] }).payload);
}

function readTexts({ sealed, statement }: Schemas['Sealed']): Read {
  const { signatures } = JSON.parse(statement) as Pick<Read, 'signatures'>;
  return { document: JSON.parse(sealed) as Document, signatures };
}

/** Where the bytes are of what they signed last about this visit: here, or with the server where another phone, or this one before
 * it was wiped, has signed it. */
export function signedLast(view: View): (() => Promise<Read>) | undefined {
  const { attendance_id, reports } = view;
  const own = sealedBy(attendance_id);
  if (own && !reports.some(({ id, replaced }) => replaced && id === own.data.report_id)) return async () => readSealed(own);
  const line = reports.findLast((row) => row.attendance_id === attendance_id && !row.replaced);
  return line && (() => fetchSealed(line));
}

/** Where in `meta` a fetched report is kept, for as long as its visit is here. */
export function sealedKey(attendance_id: string): string {
  return `sealed ${attendance_id}`;
}

/** Once: then it is here as well. Rejects with Unreachable or Refusal; what the server's own list does not vouch for is not taken. */
async function fetchSealed({ id, attendance_id, sha256: digest }: Job['reports'][number]): Promise<Read> {
  const key = sealedKey(attendance_id);
  const kept = (await read(['meta'], (tx) => tx.objectStore('meta').get(key))) as Schemas['Sealed'] | undefined;
  if (kept && (await digestOf(kept)) === digest) return readTexts(kept);
  const found = await ask<Schemas['Sealed']>(`/api/reports/${id}/sealed`, { timeout: patience(LARGE) });
  if ((await digestOf(found)) !== digest) throw new Unreachable('trouble');
  await writeRoomy(['meta'], (tx) => tx.objectStore('meta').put(found, key));
  return readTexts(found);
}

function digestOf({ sealed }: Schemas['Sealed']): Promise<string> {
  return sha256(new TextEncoder().encode(sealed));
}

/** What was sealed, as it is written. words: of the language in which it was: its result stands in it as a word. */
export function begunFrom({ document, signatures }: Read, words: Words, id = uuid): Begun {
  const said = new Map(document.sections.flatMap(({ fields }) => fields.map(({ key, value }) => [key, value])));
  const result = RESULTS.find((key) => fill(words[`report.result_${key}` as Key]) === said.get('result'));
  const written = WORK_FIELDS.map((key): [string, string] => [key, said.get(key) ?? '']);
  const coded = Object.entries({ result: result ?? '', ...valuesOf(document.result) });
  const values = Object.fromEntries([...written, ...coded].filter(([, text]) => text));
  const parts: Draft['parts'] = document.parts.map((part) => ({ ...part, id: id() }));
  const signed_at = signatures.find(({ party }) => party === 'customer')?.at ?? '';
  return {
    values,
    parts,
    photos: document.photos.map(({ sha256 }) => sha256),
    ...captionsOf(document),
    corrects: { report_id: document.report_id, signed_at, parts: document.parts },
  };
}

/** As they were sealed: the words of before and after stand in them. */
function captionsOf({ photos }: Document): Pick<Draft, 'captions'> {
  const said = photos.filter(({ caption }) => caption).map(({ sha256, caption }) => [sha256, { text: caption }]);
  return said.length ? { captions: Object.fromEntries(said) } : {};
}

/** Resolves once it is begun on this phone. False: nothing was saved, and the red banner says it. */
export async function beginCorrection(attendance_id: string, signed: Read): Promise<boolean> {
  const begun = begunFrom(signed, await wordsOf(signed.document.language));
  return changeNow(attendance_id, correction(begun)).then(
    () => true,
    () => false,
  );
}
