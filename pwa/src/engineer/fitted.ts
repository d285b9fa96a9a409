// What reports that the server does not know yet take out of the engineer's car: as the server will count it when they arrive
// (backend/outrider/parts/fitted/rules.py; tests/parts/fitted_cases.json holds for both).
import { sameWord } from '../shared/same-word';
import type { PartLine, StockLine } from './model';

type Named = Pick<StockLine, 'number' | 'name'>;
export interface Pile extends Named {
  quantity: number;
}

/** One report: what it says, what the one before it said (of a correction), and what of its order does not lie in the car. */
export interface Fits {
  parts: readonly PartLine[];
  before: readonly PartLine[];
  /** Tapped as used at its visit. */
  used: readonly Pile[];
  /** Here for its order, in other hands; and on its way to it. */
  here: readonly Pile[];
  road: readonly Pile[];
}

export const keyOf = ({ number = '', name = '', serial = '' }: Partial<StockLine>) => JSON.stringify([number || name, serial]);

function alike(one: Named, other: Named): boolean {
  if (one.number && other.number) return sameWord(one.number, other.number);
  return Boolean(one.name.trim()) && sameWord(one.name, other.name);
}

const wentIn = (parts: readonly PartLine[]) =>
  parts
    .filter(({ direction, name, number }) => direction === 'in' && (name.trim() || number.trim()))
    .map(({ name, number, serial, quantity = 1 }) => ({
      name: name.trim(),
      number: number.trim(),
      serial: serial.trim(),
      quantity,
    }));

/** As the ledger calls it already, so that one part is not counted as two. */
function called(part: Named, known: readonly Named[]): Named {
  const same = known.filter((row) => alike(row, part));
  return same.find(({ number }) => number) ?? same[0] ?? part;
}

/** What the moves add up to, with one more of them. */
export function moved(lines: readonly StockLine[], line: StockLine): StockLine[] {
  const at = lines.findIndex((row) => keyOf(row) === keyOf(line));
  if (at < 0) return [...lines, line];
  return lines.map((row, n) => (n === at ? { ...row, quantity: row.quantity + line.quantity } : row));
}

export function withFitted(lines: readonly StockLine[], { parts, before, used, here, road }: Fits): StockLine[] {
  const said = wentIn(parts);
  let found = [...lines];
  for (const row of wentIn(before)) {
    for (const part of said) {
      if (row.serial !== part.serial || !alike(row, part)) continue;
      const kept = Math.min(row.quantity, part.quantity);
      part.quantity -= kept;
      row.quantity -= kept;
    }
    if (row.quantity) found = moved(found, { ...row, ...name(row, lines) });
  }
  const lie = found.filter(({ quantity }) => quantity > 0);
  const piles = [...used, ...here, ...lie, ...road].map((pile) => ({ pile, left: pile.quantity }));
  for (const part of said) {
    for (const row of piles) {
      const taken = alike(row.pile, part) ? Math.min(part.quantity, row.left) : 0;
      if (!taken) continue;
      row.left -= taken;
      part.quantity -= taken;
      if (lie.some((line) => line === row.pile))
        found = moved(found, { ...name(part, [row.pile]), serial: part.serial, quantity: -taken });
    }
    if (part.quantity)
      found = moved(found, {
        ...name(part, [...used, ...here, ...road, ...lines]),
        serial: part.serial,
        quantity: -part.quantity,
      });
  }
  return found;
}

function name(part: Named, known: readonly Named[]): Named {
  const { number, name } = called(part, known);
  return { number, name: name || number };
}

/** As parts/stock/rules.py: a piece that went by a serial number with which nobody wrote it down was one of those without. */
export function shown(lines: readonly StockLine[]): StockLine[] {
  const rows = new Map(lines.map((line) => [keyOf(line), { ...line }]));
  for (const row of rows.values()) {
    const bare = rows.get(keyOf({ ...row, serial: '' }));
    if (!row.serial || row.quantity >= 0 || !bare || bare.quantity <= 0) continue;
    const melted = Math.min(bare.quantity, -row.quantity);
    bare.quantity -= melted;
    row.quantity += melted;
  }
  return [...rows.values()].filter(({ quantity }) => quantity !== 0);
}
