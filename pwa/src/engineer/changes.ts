// What a draft becomes by what is typed. A change names only what it changes, so that it can be made on top of whatever lies in
// the database by then, in whichever tab it was typed; made twice it is made once.
import type { Draft, PartLine } from './db';

export type Change = (draft: Draft) => Draft;

/** The report is not any more what the customer read. */
export class ReportChanged extends Error {
  override name = 'ReportChanged';
}

export function nothing(attendance_id: string): Draft {
  return { attendance_id, values: {}, parts: [], photos: [], saved_at: 0 };
}

export function isEmpty({ values, parts, photos, words }: Draft): boolean {
  return !Object.keys(values).length && !parts.length && !photos.length && !Object.keys(words ?? {}).length;
}

export function changed(draft: Draft, changes: readonly Change[]): Draft {
  return changes.reduce((before, change) => change(before), draft);
}

/** The drafts of the database with what is typed on top, and is not down yet. */
export function typedOver(rows: readonly Draft[], typed: ReadonlyMap<string, readonly Change[]>): Draft[] {
  const drafts = new Map(rows.map((row) => [row.attendance_id, row]));
  for (const [id, changes] of typed) drafts.set(id, changed(drafts.get(id) ?? nothing(id), changes));
  return [...drafts.values()].filter((row) => !isEmpty(row));
}

/** The customer signed what he read: a report that is changed has to be read and signed again. */
function report(change: Change): Change {
  return (draft) => ({ ...change(draft), signing: undefined });
}

export function value(key: string, text: string): Change {
  return report(({ values: { [key]: _, ...others }, ...draft }) => ({
    ...draft,
    values: text === '' ? others : { ...others, [key]: text },
  }));
}

/** Lines written before they had an id go by their place. */
export function partId(part: PartLine, index: number): string {
  return part.id ?? String(index);
}

export function part(id: string, fields: Partial<PartLine>): Change {
  return report((draft) => {
    const known = draft.parts.some((row, index) => partId(row, index) === id);
    const parts = known ? draft.parts : [...draft.parts, { direction: 'in' as const, name: '', number: '', serial: '', id }];
    return { ...draft, parts: parts.map((row, index) => (partId(row, index) === id ? { ...row, ...fields, id } : row)) };
  });
}

export function withoutPart(id: string): Change {
  return report((draft) => ({ ...draft, parts: draft.parts.filter((row, index) => partId(row, index) !== id) }));
}

export function photo(sha256: string): Change {
  return report((draft) => ({ ...draft, photos: [...new Set([...draft.photos, sha256])] }));
}

export function withoutPhoto(sha256: string): Change {
  return report((draft) => ({ ...draft, photos: draft.photos.filter((row) => row !== sha256) }));
}

/** Words that belong to no report yet, by their place: an open sheet, an order that is being begun. */
export function words(place: string, fields: object): Change {
  return (draft) => ({ ...draft, words: { ...draft.words, [place]: { ...(draft.words?.[place] as object), ...fields } } });
}

/** They were said, or are not wanted any more. */
export function withoutWords(place: string): Change {
  return (draft) => {
    const { [place]: _, ...others } = draft.words ?? {};
    return { ...draft, words: others };
  };
}

/** read: the draft as it was shown to the customer. Throws ReportChanged where it is another by now. */
export function signedBy(signing: NonNullable<Draft['signing']>, read: Draft): Change {
  const said = content(read);
  return (draft) => {
    if (content(draft) !== said) throw new ReportChanged();
    return { ...draft, signing };
  };
}

/** text: what both signed. The report leaves the draft, words of other places stay. */
export function sealed(text: string): Change {
  return (draft) => {
    if (draft.signing?.text !== text) throw new ReportChanged();
    return { ...draft, values: {}, parts: [], photos: [], signing: undefined };
  };
}

export function content({ values, parts, photos }: Draft): string {
  return JSON.stringify([Object.entries(values).sort(), parts, photos]);
}
