// The register of calls that became no order: searched, opened, and made an order where one is needed after all.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { moment, relative } from '../../../shared/time';
import { go, place } from '../../app/router';
import { allowed, me } from '../../app/session';
import { attempt } from '../../app/toast';
import { type Call, findCalls } from '../../data/calls';
import { Entries, Opening } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';
import { searchField } from '../../ui/search-field';
import { SidePanel } from '../../ui/side-panel';

const MOST = 200; // as the server cuts the list

export function Calls() {
  const words = place.value.searchParams.get('words') ?? '';
  const rows = useCalls(words);
  const chosen = rows?.find((row) => row.id === place.value.searchParams.get('row'));
  return (
    <div class="manage">
      <main class="page calls-page">
        <h1>{t('calls.title')}</h1>
        <input
          ref={searchField}
          type="search"
          name="words"
          value={words}
          aria-label={t('calls.search')}
          placeholder={t('calls.search')}
          onInput={(event) => go({ words: event.currentTarget.value || null, row: null })}
        />
        {rows && rows.length >= MOST && <p class="note warn">{t('calls.more')}</p>}
        {rows && rows.length === 0 && (
          <p class="blank soft">{words.trim() ? t('calls.nothing_found', { words }) : t('calls.none')}</p>
        )}
        {rows && rows.length > 0 && <Rows rows={rows} chosen={chosen?.id} />}
      </main>
      {chosen && <Opened key={chosen.id} call={chosen} />}
    </div>
  );
}

function useCalls(words: string): Call[] | null {
  const [rows, setRows] = useState<Call[] | null>(null);
  const asked = useRef(0);
  const load = async () => {
    const mine = ++asked.current;
    const found = await attempt(() => findCalls(words));
    if (found && mine === asked.current) setRows(found); // an answer to fewer letters may come later
  };
  useEffect(() => void load(), [words]);
  return rows;
}

function Rows({ rows, chosen }: { rows: Call[]; chosen: string | undefined }) {
  return (
    <Entries heads={(['asked', 'who', 'subject', 'when', 'took', 'order'] as const).map((name) => t(`calls.${name}`))}>
      {rows.map((row) => (
        <tr key={row.id} aria-selected={row.id === chosen}>
          <td>
            <Opening id={row.id}>{row.asked}</Opening>
          </td>
          <td>{whoRang(row)}</td>
          <td>{td('subject', row.subject)}</td>
          <td>{relative(row.at)}</td>
          <td>{row.by}</td>
          <td>{row.order_id ? <OrderLink id={row.order_id}>{row.number}</OrderLink> : '–'}</td>
        </tr>
      ))}
    </Entries>
  );
}

function whoRang({ customer, name, phone }: Call): string {
  return [customer, name].filter(Boolean).join(' · ') || phone || t('calls.unknown');
}

function Opened({ call }: { call: Call }) {
  return (
    <SidePanel heading={whoRang(call)}>
      <p class="soft">
        {[call.phone, call.came_in && td('came_in', call.came_in), td('subject', call.subject)].filter(Boolean).join(' · ')}
        <span class="small block">{t('calls.by', { name: call.by, when: moment(call.at, me.value?.time_zone) })}</span>
      </p>
      <Said call={call} />
      {call.order_id ? (
        <p>
          <OrderLink id={call.order_id}>{t('calls.became', { number: call.number ?? '' })}</OrderLink>
        </p>
      ) : (
        allowed('orders.take') && (
          <button type="button" class="primary" onClick={() => go({ call: call.id, row: null, words: null }, '/console/new')}>
            {t('calls.make_order')}
          </button>
        )
      )}
    </SidePanel>
  );
}

/** The question and its answer, as they were written down. */
export function Said({ call }: { call: Pick<Call, 'asked' | 'answered'> }) {
  return (
    <dl class="report-says">
      {(['asked', 'answered'] as const).map((part) => (
        <div key={part}>
          <dt class="soft small">{t(`calls.${part}`)}</dt>
          <dd>{call[part]}</dd>
        </div>
      ))}
    </dl>
  );
}
