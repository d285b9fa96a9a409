// What is typed of an order that begins on this phone, kept like a report: the phone may die while they listen.
import { withoutWords } from './draft-edits';
import { draftWords, type Ending, ending, keepWords } from './drafts';
import type { Typed } from './field-order';

const DRAFT = 'begin'; // as it lies in the databases of phones
const NEW = { account_name: '', address: '', contact_name: '', contact_phone: '' };
const NOTHING: Typed = { words: '', fault: '', kind: 'repair', serial: '', contact_id: '', elsewhere: NEW };

export function typedSoFar(): Typed {
  return { ...NOTHING, ...(draftWords(DRAFT, 'order') as Partial<Typed> | undefined) };
}

export function keepTyped(change: Partial<Typed>): void {
  keepWords(DRAFT, 'order', change);
}

/** For the tap that says it: the words leave the draft with it. */
export function typedEnds(): Ending {
  return ending(DRAFT, withoutWords('order'));
}
