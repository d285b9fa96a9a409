// What a technician says of a device on their bench: what lies begun of it, and the commands that it becomes. No first screen needs it.
import type { Payloads } from '../shared/domain.gen';
import { type Outcome, SHEETS } from './bench';
import { type Change, words } from './draft-edits';
import type { Ending } from './drafts';
import type { View } from './model';
import { save } from './outbox';

/** Of a device on the bench. photos: by their hash; they follow by themselves. False: nothing was saved. */
export async function inspect(view: View, said: Omit<Payloads['inspect'], 'expected'>, ends: Ending): Promise<boolean> {
  const payload = { ...said, expected: view.status };
  const data = { outcome: said.outcome, text: said.findings ?? '', photos: said.photos ?? [] };
  const wanted = {
    kind: 'inspect' as const,
    action: 'inspect' as const,
    attendance_id: view.attendance_id,
    expected: view.status,
  };
  return save({ ...wanted, data, payload, ends }).then(
    () => true,
    () => false,
  );
}

/** What the repair of a device on the bench would cost; the customer is asked when it arrives. False: nothing was saved. */
export async function quote(view: View, said: Omit<Payloads['quote'], 'expected'>, ends: Ending): Promise<boolean> {
  const { work, ...price } = said;
  const wanted = { kind: 'quote' as const, action: 'quote' as const, attendance_id: view.attendance_id, expected: view.status };
  return save({ ...wanted, data: { ...price, text: work }, payload: { ...said, expected: view.status }, ends }).then(
    () => true,
    () => false,
  );
}

interface Pictures {
  photos?: string[];
  removed?: string[];
}

/** What lies begun in the sheet of an inspection. */
export function picturesIn(begun: unknown): Required<Pictures> {
  const { photos = [], removed = [] } = (begun ?? {}) as Pictures;
  return { photos, removed };
}

/** What lies begun in it, as it is said where the device went to somebody else meanwhile: nothing of it is lost. */
export function begunIn(begun: unknown): { outcome: Outcome; findings: string; photos: string[] } {
  const { outcome = 'other', text = '' } = (begun ?? {}) as { outcome?: Outcome; text?: string };
  return { outcome, findings: text, photos: picturesIn(begun).photos };
}

/** Taken for the inspection, or put back. Made on top of what another tab wrote. */
export function withPicture(sha256: string): Change {
  return (draft) => {
    const { photos, removed } = picturesIn(draft.words?.[SHEETS.inspect]);
    const left = removed.filter((row) => row !== sha256);
    return words(SHEETS.inspect, { photos: [...new Set([...photos, sha256])], removed: left.length ? left : undefined })(draft);
  };
}

/** It can be put back until the inspection is said. */
export function withoutPicture(sha256: string): Change {
  return (draft) => {
    const { photos, removed } = picturesIn(draft.words?.[SHEETS.inspect]);
    const left = photos.filter((row) => row !== sha256);
    return words(SHEETS.inspect, { photos: left.length ? left : undefined, removed: [...new Set([...removed, sha256])] })(draft);
  };
}
