// What is known of a place, read and written without network too.
import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { date } from '../../shared/time';
import { withoutWords } from '../draft-edits';
import { draftWords, type Ending, ending, keepWords } from '../drafts';
import type { Piece, View } from '../model';
import { noteSite } from '../outbox';
import { type Known, memoryOf } from '../place-memory';
import { Leave, Veil } from '../sheet';
import { commands, manifest } from '../state';
import { Past } from './past';

/** What is known of the place and the device beside the order itself: of the day pack, so without network too. */
export function Place({ view, piece }: { view: View; piece: Piece }) {
  return (
    <>
      <Memory view={view} piece={piece} />
      <Knowledge piece={piece} />
      <Device piece={piece} />
      <People piece={piece} view={view} />
      <Past piece={piece} />
    </>
  );
}

function Memory({ view, piece }: { view: View; piece: Piece }) {
  const [asking, setAsking] = useState<Known | null>(null);
  const rows = memoryOf(piece, commands.value, manifest.value?.seq ?? 0);
  const write = (row: Known, value: string, settles: string[], base = row.value, ends?: Ending) => {
    setAsking(null);
    void noteSite(view.attendance_id, piece.site_id, { field: row.field, base, value, settles }, ends);
  };
  return (
    <section class="card memory" aria-label={t('place.title')}>
      <h2>{t('place.title')}</h2>
      {rows.map((row) => (
        <div class="known" key={row.field} data-field={row.field}>
          <button type="button" class="plain" onClick={() => setAsking(row)}>
            <span class={row.value ? 'soft' : 'add'}>{td('place', row.field)}</span>
            <span>
              {row.value || <span class="soft small">{td('place_ask', row.field)}</span>}
              {row.value && (
                <span class="soft small">{row.by ? `${row.by}, ${date(row.at, view.time_zone)}` : t('place.yours')}</span>
              )}
            </span>
            <Icon name={row.value ? 'pencil' : 'plus'} />
          </button>
          {row.proposals.map((proposal) => (
            <div class="note warn" key={proposal.id} data-proposal={proposal.id}>
              <p>{t('place.proposal', { name: proposal.by, value: proposal.value || '–' })}</p>
              <div class="pair">
                <button type="button" onClick={() => write(row, proposal.value, [proposal.id])}>
                  {t('place.take')}
                </button>
                <button type="button" onClick={() => write(row, row.value, [proposal.id])}>
                  {t('place.keep')}
                </button>
              </div>
            </div>
          ))}
        </div>
      ))}
      {asking && (
        <Asked
          attendance_id={view.attendance_id}
          row={asking}
          onCancel={() => setAsking(null)}
          onDone={(value, base, ends) =>
            write(
              asking,
              value,
              asking.proposals.map((row) => row.id),
              base,
              ends,
            )
          }
        />
      )}
    </section>
  );
}

interface Begun {
  base: string;
  value: string;
}

interface AskedProps {
  attendance_id: string;
  row: Known;
  /** base: what stood there when they began to write, which may be days ago. */
  onDone: (value: string, base: string, ends: Ending) => void;
  onCancel: () => void;
}

function Asked({ attendance_id, row, onDone, onCancel }: AskedProps) {
  const kept = `place:${row.field}`;
  const { base, value } = (draftWords(attendance_id, kept) as Begun | undefined) ?? {
    base: row.value,
    value: row.value,
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onDone(value.trim(), base, ending(attendance_id, withoutWords(kept)));
  };
  return (
    <Veil label={td('place', row.field)} onClose={onCancel}>
      <form class="sheet" onSubmit={submit}>
        <h2>{td('place', row.field)}</h2>
        <label>
          {td('place_ask', row.field)}
          <textarea
            name={row.field}
            rows={4}
            maxLength={2000}
            value={value}
            onInput={(event) => keepWords(attendance_id, kept, { base, value: event.currentTarget.value })}
          />
        </label>
        <button type="submit" class="primary big" disabled={value.trim() === row.value}>
          {t('sheet.save')}
        </button>
        <Leave attendance_id={attendance_id} place={kept} onLeave={onCancel} />
      </form>
    </Veil>
  );
}

function Knowledge({ piece }: { piece: Piece }) {
  return (
    <>
      {piece.knowledge.map((note) => (
        <details class="card more" key={note.title}>
          <summary>{note.title}</summary>
          <p class="body">{note.body}</p>
        </details>
      ))}
    </>
  );
}

function Device({ piece: { device, contract } }: { piece: Piece }) {
  const rows: [string, string][] = [];
  if (device?.configuration) rows.push([t('place.configuration'), device.configuration]);
  if (device?.installed_on) rows.push([t('place.installed'), date(device.installed_on)]);
  if (device?.warranty_until) rows.push([t('place.warranty'), date(device.warranty_until)]);
  if (contract)
    rows.push([
      t('place.contract'),
      `${contract.number} ${contract.name} · ${t('place.until', { day: date(contract.ends_on) })}`,
    ]);
  if (!rows.length) return null;
  return (
    <details class="card more">
      <summary>{t('place.device')}</summary>
      {rows.map(([label, value]) => (
        <div class="fact" key={label}>
          <span class="soft">{label}</span>
          <span>{value}</span>
        </div>
      ))}
    </details>
  );
}

function People({ piece, view }: { piece: Piece; view: View }) {
  const others = piece.contacts.filter((row) => row.phone !== view.contact_phone);
  if (!others.length) return null;
  return (
    <details class="card more">
      <summary>{t('place.contacts', { n: others.length })}</summary>
      {others.map((row) => (
        <a class="button big" key={row.id} href={`tel:${row.phone.replace(/\s/g, '')}`}>
          <Icon name="phone" />
          {row.name} · {row.phone}
        </a>
      ))}
    </details>
  );
}
