// What lies in the engineer's car: as the server had it, with everything on top that it does not know yet: moves, signed reports,
// and reports that are being written.
import type { CarMove } from '../shared/domain.gen';
import { type Fits, moved, type Pile, shown, withFitted } from './fitted';
import type { Command, Draft, Job, PartLine, StockLine } from './model';

/** What the phone keeps of a seal beside its bytes. Those of older releases have none of it. */
interface Sealed {
  fitted?: PartLine[];
  before?: PartLine[];
}
type Rest = Omit<Fits, 'parts' | 'before'>;

/** Less than nothing stands there too: somebody used what nobody had written down. */
export function carOf(
  said: readonly StockLine[],
  commands: readonly Command[],
  cursor: number,
  jobs: readonly Job[] = [],
  drafts: readonly Draft[] = [],
): StockLine[] {
  const fresh = (row: Command) =>
    row.state !== 'attention' && !(row.state === 'received' && row.feed_seq !== null && row.feed_seq <= cursor);
  let lines: StockLine[] = [...said];
  for (const command of commands.filter(fresh)) {
    if (command.kind === 'part_move') lines = moved(lines, moveOf(command));
    if (command.kind !== 'seal_report') continue;
    const { fitted: parts = [], before = [] } = command.data as Sealed;
    lines = withFitted(lines, { parts, before, ...restOf(command.attendance_id, commands, jobs, fresh, before) });
  }
  for (const { attendance_id, parts, corrects } of drafts) {
    const before = corrects?.parts ?? (corrects ? parts : []); // a correction begun on an older release: as if it changed nothing
    lines = withFitted(lines, { parts, before, ...restOf(attendance_id, commands, jobs, fresh, before) });
  }
  return shown(lines);
}

function moveOf({ data }: Command): StockLine {
  const { kind, number = '', name = '', serial = '', quantity = 1 } = data as unknown as CarMove;
  return { number, name: name || number, serial, quantity: kind === 'taken' ? quantity : -quantity };
}

/** Of the order of a visit, what does not come out of the car: used there by a tap, or sent for it and not taken along. */
function restOf(
  attendance_id: string,
  commands: readonly Command[],
  jobs: readonly Job[],
  fresh: (row: Command) => boolean,
  before: readonly PartLine[],
): Rest {
  const moves = commands.filter((row) => row.kind === 'part_move' && row.state !== 'attention');
  const used = moves.filter((row) => row.data.kind === 'used' && row.attendance_id === attendance_id).map(moveOf);
  const took = moves.filter((row) => row.data.kind === 'taken' && fresh(row)).map(moveOf);
  const parts = jobs.find((job) => job.attendance_id === attendance_id)?.parts ?? [];
  const sent = parts.map(({ number, name, status, elsewhere = 0 }) => ({ number, name, status, quantity: elsewhere }));
  return {
    used: less(
      used.map((row) => ({ ...row, quantity: -row.quantity })),
      before.map(({ quantity = 1, ...row }) => ({ ...row, quantity })),
    ),
    here: less(
      sent.filter(({ status }) => status !== 'in_transit'),
      took,
    ),
    road: sent.filter(({ status }) => status === 'in_transit'),
  };
}

/** What is left of them, by number or name. */
function less(piles: readonly Pile[], gone: readonly Pile[]): Pile[] {
  const out = gone.map((row) => ({ ...row }));
  return piles.map((pile) => {
    let { quantity } = pile;
    for (const row of out) {
      if ((row.number || row.name) !== (pile.number || pile.name)) continue;
      const taken = Math.min(quantity, row.quantity);
      quantity -= taken;
      row.quantity -= taken;
    }
    return { ...pile, quantity };
  });
}
