// Whether the device that stands there is the one that the visit is about, as far as the phone knows.
import { sameWord } from '../shared/same-word';
import type { Piece, View } from './model';

/** site: where the books have a device that belongs elsewhere. */
export interface Checked {
  serial: string;
  model: string | null;
  verdict: 'same' | 'here' | 'elsewhere' | 'unknown';
  site?: string;
}

/** The order's, another at this place, the customer's from another place, or one that only the office can know. */
export function compare(view: Pick<View, 'serial' | 'model'>, piece: Piece | undefined, serial: string): Checked {
  if (view.serial && sameWord(view.serial, serial)) return { serial: view.serial, model: view.model, verdict: 'same' };
  const here = piece?.devices.find((row) => sameWord(row.serial, serial));
  if (here) return { serial: here.serial, model: here.model, verdict: 'here' };
  const other = piece?.elsewhere?.find((row) => sameWord(row.serial, serial)); // a piece of an older release has none
  if (other) return { ...other, verdict: 'elsewhere' };
  return { serial: serial.trim(), model: null, verdict: 'unknown' };
}
