// A report that was signed is never altered: what is wrong in it is said anew, in a report that names it and is signed again.
import { v7 as uuid } from 'uuid';
import { fill, type Key, wordsOf } from '../shared/i18n';
import { correction } from './changes';
import type { Command } from './commands';
import type { Draft } from './db';
import { changeNow } from './drafts';
import { type Document, RESULTS, type Signed, WORK_FIELDS } from './report';

type Begun = Parameters<typeof correction>[0];
type Words = Awaited<ReturnType<typeof wordsOf>>;

export interface Read {
  document: Document;
  signatures: Signed[];
}

/** The very bytes that were signed here, from this phone's own queue. */
export function readSealed({ body }: Command): Read {
  const { payload } = JSON.parse(body) as { payload: { sealed: string; statement: string } };
  const { signatures } = JSON.parse(payload.statement) as Pick<Read, 'signatures'>;
  return { document: JSON.parse(payload.sealed) as Document, signatures };
}

/** What was sealed, as it is written. words: of the language in which it was: its result stands in it as a word. */
export function begunFrom({ document, signatures }: Read, words: Words, id = uuid): Begun {
  const said = new Map(document.sections.flatMap(({ fields }) => fields.map(({ key, value }) => [key, value])));
  const result = RESULTS.find((key) => fill(words[`report.result_${key}` as Key]) === said.get('result'));
  const written = WORK_FIELDS.map((key): [string, string] => [key, said.get(key) ?? '']);
  const values = Object.fromEntries([...written, ['result', result ?? '']].filter(([, text]) => text));
  const parts: Draft['parts'] = document.parts.map((part) => ({ ...part, id: id() }));
  const signed_at = signatures.find(({ party }) => party === 'customer')?.at ?? '';
  return {
    values,
    parts,
    photos: document.photos.map(({ sha256 }) => sha256),
    corrects: { report_id: document.report_id, signed_at },
  };
}

/** Resolves once it is begun on this phone. False: nothing was saved, and the red banner says it. */
export async function beginCorrection(sealed: Command): Promise<boolean> {
  const read = readSealed(sealed);
  const begun = begunFrom(read, await wordsOf(read.document.language));
  return changeNow(sealed.attendance_id, correction(begun)).then(
    () => true,
    () => false,
  );
}
