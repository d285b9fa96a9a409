// The parts clerk's page: what all orders wait for, the most urgent first, and what lies where.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { date, relative } from '../../../shared/time';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { listParts, type WaitingPart } from '../../data/parts';
import { Entries, Opening } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';
import { SidePanel } from '../../ui/side-panel';
import { lines } from '../orders/state';
import { PartCard, StepChip } from './part-card';
import { Stock, useStock } from './stock';
import { StockLine } from './stock-line';

/** What each tab shows; the stock is no list of requests. */
const STATES: Record<string, (part: WaitingPart) => boolean> = {
  open: (part) => part.status === 'requested' || part.status === 'in_transit',
  no_date: (part) => part.status === 'requested' && part.dates.length === 0,
  in_transit: (part) => part.status === 'in_transit',
  ready: (part) => part.status === 'ready',
  over: (part) => part.status === 'fitted' || part.status === 'cancelled',
};
const STOCK = 'stock';

export function PartsDesk() {
  const [rows, setRows] = useState<WaitingPart[] | null>(null);
  const load = async () => {
    const found = await attempt(listParts);
    if (found) setRows(found);
  };
  useEffect(() => void load(), [lines.value]); // whatever moved an order may have moved a part
  const query = place.value.searchParams;
  const wanted = query.get('state') ?? 'open';
  const state = wanted in STATES || wanted === STOCK ? wanted : 'open';
  const shown = rows?.filter(STATES[state] ?? (() => false)) ?? [];
  const stock = useStock(state === STOCK);
  const chosen = shown.find((row) => row.id === query.get('row'));
  return (
    <div class="manage">
      <main class="page parts-page">
        <h1>{t('console.parts')}</h1>
        <div class="tools" role="tablist">
          {[...Object.keys(STATES), STOCK].map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === state}
              data-state={name}
              onClick={() => go({ state: name, row: null, words: null })}
            >
              {td('parts_state', name)} {STATES[name] && <b>{rows?.filter(STATES[name]).length ?? ''}</b>}
            </button>
          ))}
        </div>
        {state === STOCK ? <Stock {...stock} /> : <Rows rows={shown} known={rows !== null} chosen={chosen?.id} />}
      </main>
      {stock.open && <StockLine line={stock.open} onCounted={stock.load} />}
      {chosen && (
        <SidePanel heading={chosen.account} key={chosen.id}>
          <p class="soft">
            <OrderLink id={chosen.order_id}>{chosen.order_number}</OrderLink> · {td('status', chosen.order_status)} ·{' '}
            {chosen.site}
            <span class="small block">
              {t('parts.asked_by', { name: chosen.asked_by ?? '–', when: relative(chosen.asked_at) })}
            </span>
          </p>
          <PartCard part={chosen} onDone={load} />
        </SidePanel>
      )}
    </div>
  );
}

function Rows({ rows, known, chosen }: { rows: WaitingPart[]; known: boolean; chosen: string | undefined }) {
  if (!rows.length) return known ? <p class="blank soft">{t('parts.nothing')}</p> : null;
  return (
    <Entries heads={(['part', 'urgency', 'step', 'expected', 'order', 'engineer'] as const).map((name) => t(`parts.${name}`))}>
      {rows.map((row) => (
        <tr key={row.id} aria-selected={row.id === chosen}>
          <td>
            <Opening id={row.id}>
              {row.quantity} × {row.name}
            </Opening>
          </td>
          <td>
            {row.urgency === 'normal' ? (
              <span class="soft">{td('part_urgency', row.urgency)}</span>
            ) : (
              <span class={`chip ${row.urgency === 'standstill' ? 'bad' : 'warn'}`}>{td('part_urgency', row.urgency)}</span>
            )}
          </td>
          <td>
            <StepChip part={row} />
          </td>
          <td>{row.expected_on ? date(row.expected_on) : <span class="warn-word">{t('parts.no_date')}</span>}</td>
          <td>
            <OrderLink id={row.order_id}>{row.order_number}</OrderLink> <span class="soft">{row.account}</span>
          </td>
          <td>{row.engineer ?? '–'}</td>
        </tr>
      ))}
    </Entries>
  );
}
