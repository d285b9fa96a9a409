// What is read and signed, and what is drawn below it, for as long as this page lives: who leaves it by accident finds it as it was.
import { useEffect, useRef, useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { wordsOf } from '../shared/i18n';
import { content } from './draft-edits';
import type { Document, Draft, Signed, View } from './model';
import { build, complete } from './report';
import { go } from './router';
import { type Ink, noInk } from './signature';
import { sealedBy } from './state';

export type Words = Awaited<ReturnType<typeof wordsOf>>;

export interface Sealed {
  text: string;
  document: Document;
  /** What it was built from. */
  draft: Draft;
}

/** What one of the two has said and drawn. */
export interface Begun {
  name: string | null;
  role: string | null;
  ink: Ink;
}

interface Kept {
  /** That the customer reads. */
  language: string;
  sealed: ReadonlyMap<string, Sealed>;
  begun: Map<string, Begun>;
}

// Strokes belong to the very bytes above them: another content, or another language, is another document.
const kept = new Map<string, Kept>();

export function languageChosen(id: string): string | null {
  return kept.get(id)?.language ?? null;
}

export function begunBy(id: string, party: Signed['party'], { document }: Sealed): Begun {
  const all = kept.get(id)?.begun ?? new Map<string, Begun>();
  const key = `${party} ${document.report_id}`;
  const begun = all.get(key) ?? { name: null, role: null, ink: noInk() };
  all.set(key, begun);
  return begun;
}

export function forgetSigning(id: string): void {
  kept.delete(id);
}

async function builtOnce(view: View, draft: Draft, language: string): Promise<Sealed> {
  const id = view.attendance_id;
  const said = `${language} ${content(draft)}`;
  const before = kept.get(id);
  const found = before?.sealed.get(said);
  const document = found?.document ?? (await build(view, draft, uuid(), language));
  const sealed = { text: found?.text ?? JSON.stringify(document), document, draft };
  kept.set(id, { language, sealed: new Map(before?.sealed).set(said, sealed), begun: before?.begun ?? new Map() });
  return sealed;
}

/** Built from the draft once, and the very text of the customer once they have signed. changed: it is another than was shown at first. */
export function useSealed(id: string, view: View | undefined, draft: Draft, language: string) {
  const { signing } = draft;
  const [built, setBuilt] = useState<Sealed | null>(null);
  const shown = useRef<string | null>(null);
  const [changed, setChanged] = useState(false);
  const said = content(draft);
  useEffect(() => {
    if (sealedBy(id) && !draft.corrects) return go(`/app/visit/${id}`, true); // already, before the page was loaded anew
    if (!view || !complete(draft)) return go(`/app/visit/${id}/report`, true);
    if (shown.current !== null && shown.current !== said && !signing) setChanged(true);
    shown.current = said;
    if (signing) return;
    void builtOnce(view, draft, language).then(setBuilt);
  }, [id, signing === undefined, said, language]);
  const sealed = signing ? { text: signing.text, document: JSON.parse(signing.text) as Document, draft } : built;
  return { sealed, changed };
}

export function useWords(code: string | undefined): Words | null {
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    if (code) void wordsOf(code).then(setWords);
  }, [code]);
  return words;
}
