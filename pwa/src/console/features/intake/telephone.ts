// What is typed may be a telephone number; whose it is, the server knows, and how surely.
import type { Schemas } from '../../../shared/api';

const FEWEST = 5; // digits that recognise somebody (backend/outrider/phones.py)
const WRITTEN = /^[^\p{L}]*(?:(?:转|轉|分机|ext|x)[^\p{L}]*)?$/iu;

/** Digits and what stands between them; a serial number has letters. */
export function isNumber(text: string): boolean {
  const plain = text.normalize('NFKC');
  return WRITTEN.test(plain) && (plain.match(/\p{Nd}/gu)?.length ?? 0) >= FEWEST;
}

/** By id, customers one of whose contacts certainly has the number, and those who only perhaps have it. */
export function knownBy(
  callers: readonly Pick<Schemas['Caller'], 'customer' | 'perhaps'>[],
): Record<'sure' | 'perhaps', Set<string>> {
  const sure = new Set(callers.filter((row) => !row.perhaps).map((row) => row.customer.id));
  const perhaps = new Set(callers.map((row) => row.customer.id).filter((id) => !sure.has(id)));
  return { sure, perhaps };
}
