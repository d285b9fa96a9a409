// The parts of an order's page, by name: each a press away, wherever somebody reads.

import type { Key } from '../../../shared/i18n';
import { t } from '../../../shared/i18n';
import { deedsOf } from './deeds';
import type { Detail } from './state';

interface Part {
  id: string;
  name: Key;
  /** How much stands there; null: it is always there. */
  count: (open: Detail) => number | null;
}

const PARTS: readonly Part[] = [
  { id: 'facts', name: 'part_of.facts', count: () => null },
  {
    id: 'notes',
    name: 'notes.title',
    count: ({ events, line }) =>
      events.filter((row) => row.kind === 'note').length || (deedsOf(line).some((row) => row.action === 'note') ? null : 0),
  },
  { id: 'said', name: 'part_of.said', count: ({ messages }) => messages.length || null },
  { id: 'clocks', name: 'part_of.clocks', count: ({ clocks }) => (clocks.length ? null : 0) },
  { id: 'parts', name: 'detail.parts', count: ({ parts }) => parts.length },
  { id: 'reports', name: 'detail.reports', count: ({ reports }) => reports.length },
  { id: 'earlier', name: 'part_of.earlier', count: ({ earlier }) => earlier.length },
  { id: 'history', name: 'detail.history', count: () => null },
];

/** Only those in which something stands. */
export function Sections({ open }: { open: Detail }) {
  const shown = PARTS.map((part) => ({ ...part, n: part.count(open) })).filter(({ n }) => n !== 0);
  return (
    <nav class="sections" aria-label={t('part_of.title')}>
      {shown.map(({ id, name, n }) => (
        <button
          key={id}
          type="button"
          class="plain"
          data-to-part={id}
          onClick={() => document.getElementById(`part-${id}`)?.scrollIntoView({ block: 'start' })}
        >
          {t(name)} {n !== null && <b>{n}</b>}
        </button>
      ))}
    </nav>
  );
}
