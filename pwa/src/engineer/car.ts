// What lies in the engineer's car: as the server had it, with every move on top that it does not know yet.
import type { CarMove } from '../shared/domain.gen';
import type { Command, StockLine } from './model';

const keyOf = ({ number = '', name = '', serial = '' }: Partial<StockLine>) => JSON.stringify([number || name, serial]);

/** Less than nothing stands there too: somebody used what nobody had written down. */
export function carOf(said: readonly StockLine[], commands: readonly Command[], cursor: number): StockLine[] {
  const lines = new Map(said.map((line) => [keyOf(line), { ...line }]));
  for (const command of commands) {
    if (command.kind !== 'part_move' || command.state === 'attention') continue;
    if (command.state === 'received' && (command.feed_seq ?? 0) <= cursor) continue;
    const { kind, number = '', name = '', serial = '', quantity = 1 } = command.data as unknown as CarMove;
    const key = keyOf({ number, name, serial });
    const line = lines.get(key) ?? { number, name: name || number, serial, quantity: 0 };
    lines.set(key, { ...line, quantity: line.quantity + (kind === 'taken' ? quantity : -quantity) });
  }
  return [...lines.values()].filter((line) => line.quantity !== 0);
}
