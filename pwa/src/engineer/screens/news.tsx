// What the office said: on the day in short, and on the visit how it came to this engineer.
import { useEffect } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { moment, period } from '../../shared/time';
import { markRead, unread } from '../inbox';
import type { Letter, View } from '../model';
import { go } from '../router';
import { letters } from '../state';

const FEW = 3;

/** On the day, until it was opened. */
export function News() {
  const rows = unread.value;
  if (!letters.value.length) return null;
  return (
    <>
      {rows.slice(0, FEW).map((row) => (
        <Line key={row.id} row={row} />
      ))}
      <button
        type="button"
        class={`big ${rows.length ? 'fresh' : 'plain'}`}
        data-inbox={rows.length}
        onClick={() => go('/app/inbox')}
      >
        <Icon name="bell" />
        {rows.length ? t('inbox.unread', { n: rows.length }) : t('inbox.title')}
      </button>
    </>
  );
}

export function Line({ row, fresh = true }: { row: Letter; fresh?: boolean }) {
  const when = row.from && row.to ? period(row.from, row.to, row.time_zone) : '';
  return (
    <button
      type="button"
      class={`letter ${fresh && !row.back ? 'fresh' : ''}`}
      data-letter={row.kind}
      data-back={row.back}
      onClick={() => go(row.back && row.kind === 'given' ? '/app/' : `/app/visit/${row.attendance_id}`)}
    >
      <span>
        {row.back && <span class="chip warn">{t('inbox.taken_back')}</span>}
        {fresh && !row.back && <span class="chip go">{t('inbox.new')}</span>}{' '}
        <strong class={row.back ? 'undone' : ''}>{td('inbox', row.kind, { when })}</strong> {row.site}
      </span>
      <span class="soft small">{row.fault}</span>
      {row.text && <span class="said">{td('decided', row.text)}</span>}
      <span class="soft small">{[row.by, moment(row.at, row.time_zone)].filter(Boolean).join(' · ')}</span>
    </button>
  );
}

/** How it came, or went, in the office's words; what was done before; and whom to ask. */
export function Given({ view }: { view: View }) {
  useEffect(() => void markRead(view.attendance_id), [unread.value.length]);
  const said = view.ended_at ? view.taken : view.given;
  const notes = view.notes ?? [];
  if (!said?.reason && !said?.colleague && !notes.length) return null;
  return (
    <section class="card given" data-given>
      {said?.reason && (
        <>
          <h2>{t(view.ended_at ? 'given.why_gone' : 'given.why')}</h2>
          <p class="said">{td('decided', said.reason)}</p>
        </>
      )}
      {notes.map((row) => (
        <p key={row.id} class="said" data-note={row.customer ? 'customer' : 'office'}>
          {row.text}{' '}
          <span class="soft small">
            {[row.customer && t('given.customer'), row.by, moment(row.at, view.time_zone)].filter(Boolean).join(' · ')}
          </span>
        </p>
      ))}
      <div class="pair">
        {said?.by && <Call name={said.by} phone={said.by_phone ?? ''} />}
        {said?.colleague && <Call name={said.colleague} phone={said.colleague_phone ?? ''} />}
      </div>
      {said?.colleague && said.did && said.did.length > 0 && (
        <details class="more" open>
          <summary>{t('given.did', { name: said.colleague })}</summary>
          <ul>
            {said.did.map((row) => (
              <li key={row.at + row.action}>
                <span class="soft small">{moment(row.at, view.time_zone)}</span> {td('action', row.action)}
                {row.text && <span class="said block">{row.text}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Call({ name, phone }: { name: string; phone: string }) {
  if (!phone) return <span class="soft">{name}</span>;
  return (
    <a class="button big" href={`tel:${phone.replace(/\s/g, '')}`} data-ask>
      <Icon name="phone" />
      <span class="short">{name}</span>
    </a>
  );
}
