// What customers hear of a plan, before it is carried out: in their language, for the dispatcher to put otherwise.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';

export type CustomerWords = Schemas['CustomerWords'];

const keyOf = (row: CustomerWords) => `${row.order_id} ${row.text}`; // another time makes other words, and nobody sends the old ones

/** What stands in the fields, where it is not what was proposed. */
export function useDrafts() {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map());
  return {
    of: (row: CustomerWords) => drafts.get(keyOf(row)) ?? row.text,
    set: (row: CustomerWords, text: string) => setDrafts((now) => new Map(now).set(keyOf(row), text)),
    /** By order, as they are sent; what was emptied is not said. */
    all: (rows: readonly CustomerWords[]): Record<string, string> =>
      Object.fromEntries(
        rows.map((row) => [row.order_id, drafts.get(keyOf(row)) ?? row.text]).filter(([, text]) => text?.trim()),
      ),
  };
}

export type Drafts = ReturnType<typeof useDrafts>;

interface Props {
  rows: readonly CustomerWords[];
  drafts: Drafts;
  open: boolean;
  /** Of a visit that somebody else gets: what goes out where nothing is written. */
  moved: (order: string) => boolean;
}

export function Tell({ rows, drafts, open, moved }: Props) {
  if (!rows.length) return null;
  return (
    <details class="tell" open={open}>
      <summary class="small">{t('rescue.customers_hear', { n: rows.length })}</summary>
      {rows.map((row) => (
        <label key={row.order_id} class="small" data-tell={row.order_id} data-channel={row.channel ?? 'call'}>
          <span class="soft">{wayTo(row)}</span>
          <textarea
            rows={3}
            maxLength={2000}
            value={drafts.of(row)}
            placeholder={t(moved(row.order_id) ? 'rescue.usual_words' : 'rescue.no_words')}
            onInput={(event) => drafts.set(row, event.currentTarget.value)}
          />
        </label>
      ))}
    </details>
  );
}

function wayTo({ contact, channel, phone }: CustomerWords): string {
  return channel ? `${contact} · ${td('channel', channel)}` : t('rescue.to_ring', { name: contact, phone });
}
