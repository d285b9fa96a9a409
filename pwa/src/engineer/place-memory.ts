// Site memory as this phone knows it: what the pack brought, with what was written here since.
import type { Schemas } from '../shared/api';
import { SITE_FIELDS, type SiteField } from '../shared/domain.gen';
import type { Command, Piece } from './model';

export interface Known {
  field: SiteField;
  value: string;
  /** '' where it was written on this phone and the server has not shown it yet. */
  by: string;
  at: number;
  proposals: Schemas['Proposal'][];
}

/** seq: the change feed's position that the piece was made at. */
export function memoryOf(piece: Piece, commands: readonly Command[], seq: number): Known[] {
  const rows = SITE_FIELDS.map((field): Known => {
    const note = piece.memory.find((row) => row.field === field);
    const proposals = piece.proposals.filter((row) => row.field === field);
    return { field, value: note?.value ?? '', by: note?.by ?? '', at: note ? Date.parse(note.at) : 0, proposals };
  });
  for (const command of commands) {
    if (command.kind !== 'site_note' || command.data.site_id !== piece.site_id || command.state === 'attention') continue;
    if (command.state === 'received' && (command.code || (command.feed_seq ?? 0) <= seq)) continue;
    const row = rows.find((known) => known.field === command.data.field);
    if (row) overlay(row, command);
  }
  return rows;
}

function overlay(row: Known, command: Command): void {
  const settled = command.data.settles as string[];
  if (command.data.value !== row.value) Object.assign(row, { value: command.data.value, by: '', at: command.at });
  row.proposals = row.proposals.filter((proposal) => !settled.includes(proposal.id));
}
