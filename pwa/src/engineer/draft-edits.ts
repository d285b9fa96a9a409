// What a draft becomes by what is typed. A change names only what it changes, so that it can be made on top of whatever lies in
// the database by then, in whichever tab it was typed; made twice it is made once.
import type { Caption, Command, Draft, PartLine } from './model';

export type Change = (draft: Draft) => Draft;

/** The report is not any more what the customer read. */
export class ReportChanged extends Error {
  override name = 'ReportChanged';
}

export function nothing(attendance_id: string): Draft {
  return { attendance_id, values: {}, parts: [], photos: [], saved_at: 0 };
}

export function isEmpty({ values, parts, photos, removed, words, corrects }: Draft): boolean {
  return (
    !corrects &&
    !removed?.length &&
    !Object.keys(values).length &&
    !parts.length &&
    !photos.length &&
    !Object.keys(words ?? {}).length
  );
}

/** Something of a report is written, whatever else is begun. */
export function reportBegun({ values, parts, photos, corrects }: Draft): boolean {
  return corrects !== undefined || Object.keys(values).length + parts.length + photos.length > 0;
}

/** What a person began and has not said: a report, or else words in a sheet. */
export function begunIn(draft: Draft): 'report' | 'words' | null {
  if (reportBegun(draft)) return 'report';
  return Object.keys(draft.words ?? {}).length ? 'words' : null;
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

/** The customer signed what they read: a report that is changed has to be read and signed again. */
function report(change: Change): Change {
  return (draft) => ({ ...change(draft), signing: undefined });
}

export function value(key: string, text: string): Change {
  return report(({ values: { [key]: _, ...others }, ...draft }) => ({
    ...draft,
    values: text === '' ? others : { ...others, [key]: text },
  }));
}

/** Lines written before they had an id are called by the place where they stood then. */
export function named(parts: readonly PartLine[]): (PartLine & { id: string })[] {
  return parts.map((row, index) => ({ ...row, id: row.id ?? String(index) }));
}

export function part(id: string, fields: Partial<PartLine>): Change {
  return report((draft) => {
    const parts = named(draft.parts);
    if (!parts.some((row) => row.id === id)) parts.push({ direction: 'in', name: '', number: '', serial: '', id });
    return { ...draft, parts: parts.map((row) => (row.id === id ? { ...row, ...fields } : row)) };
  });
}

export function withoutPart(id: string): Change {
  return report((draft) => ({ ...draft, parts: named(draft.parts).filter((row) => row.id !== id) }));
}

/** Also of one that was taken out: it is put back. */
export function photo(sha256: string): Change {
  return report(({ removed, ...draft }) => ({
    ...draft,
    photos: [...new Set([...draft.photos, sha256])],
    ...(removed ? { removed: removed.filter((row) => row !== sha256) } : {}),
  }));
}

/** It leaves the report, and stays within reach until that is sealed. */
export function withoutPhoto(sha256: string): Change {
  return report((draft) => ({
    ...draft,
    photos: draft.photos.filter((row) => row !== sha256),
    removed: [...new Set([...(draft.removed ?? []), sha256])],
  }));
}

export function caption(sha256: string, said: Partial<Caption>): Change {
  return report((draft) => ({
    ...draft,
    captions: { ...draft.captions, [sha256]: { text: '', ...draft.captions?.[sha256], ...said } },
  }));
}

/** Words that belong to no report yet, by their place: an open sheet, an order that is being begun. undefined takes one away. */
export function words(place: string, fields: object): Change {
  return (draft) => {
    const all = Object.entries({ ...(draft.words?.[place] as object), ...fields }).filter(([, text]) => text !== undefined);
    return all.length ? { ...draft, words: { ...draft.words, [place]: Object.fromEntries(all) } } : withoutWords(place)(draft);
  };
}

/** They were said, or are not wanted any more. */
export function withoutWords(place: string): Change {
  return (draft) => {
    const { [place]: _, ...others } = draft.words ?? {};
    return { ...draft, words: others };
  };
}

/** What was said by a tap after the draft was kept is no draft any more: a tab that nobody sees does not hear of it. */
export function withoutSaid(draft: Draft, commands: readonly Command[]): Draft {
  const said = commands.filter(
    (row) => row.attendance_id === draft.attendance_id && row.at > draft.saved_at && draft.saved_at > 0,
  );
  const left = said.reduce((row, { action }) => withoutWords(`sheet:${action}`)(row), draft);
  return said.some((row) => row.kind === 'seal_report') ? withoutReport(left) : left;
}

/** Nothing of a report is written any more: it was sealed, or is not wanted. */
export function withoutReport(draft: Draft): Draft {
  const { captions: _, removed: __, ...others } = draft;
  return { ...others, values: {}, parts: [], photos: [], signing: undefined, corrects: undefined };
}

/** A correction begins with all that was sealed. What was typed since stays on top; begun twice it is begun once. */
export function correction(
  begun: Required<Pick<Draft, 'values' | 'parts' | 'photos' | 'corrects'>> & Pick<Draft, 'captions'>,
): Change {
  return report((draft) => {
    if (draft.corrects?.report_id === begun.corrects?.report_id) return draft;
    return {
      ...draft,
      corrects: begun.corrects,
      values: { ...begun.values, ...draft.values },
      parts: [...begun.parts, ...draft.parts],
      photos: [...new Set([...begun.photos, ...draft.photos])],
      ...(begun.captions ? { captions: { ...begun.captions, ...draft.captions } } : {}),
    };
  });
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
    return withoutReport(draft);
  };
}

export function content({ values, parts, photos, captions, corrects }: Draft): string {
  const said = photos.map((sha256) => captions?.[sha256]);
  return JSON.stringify([Object.entries(values).sort(), parts, photos, corrects, ...(said.some(Boolean) ? [said] : [])]);
}
