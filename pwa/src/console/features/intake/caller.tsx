// What is known of the caller and of the device beside the form, and that somebody waits for it already.
import { useEffect, useState } from 'preact/hooks';
import { Refusal, type Schemas } from '../../../shared/api';
import { listed, t, td } from '../../../shared/i18n';
import { type Done, ReportSays } from '../../../shared/report-says';
import { tone } from '../../../shared/status';
import { date, relative } from '../../../shared/time';
import { go } from '../../app/router';
import { allowed } from '../../app/session';
import { type Caller, type Customer, findCallers, readDevice, readEntitlement } from '../../data/customers';
import { Said } from '../calls/calls';

type Entitlement = Schemas['Entitlement'];
type Card = Schemas['DeviceCard'];

/** cards: of the devices that were chosen. */
export interface Known {
  entitlement: Entitlement | null;
  caller: Caller | null;
  cards: Card[];
}

/** What is known of the customer and of the devices, as soon as they are named. */
export function useKnown(customer: Customer | null, serials: readonly string[], kind: string): Known {
  const [known, setKnown] = useState<Known>({ entitlement: null, caller: null, cards: [] });
  const devices = customer?.devices.filter((row) => serials.includes(row.serial)) ?? [];
  const [first] = devices;
  useEffect(() => {
    let current = true;
    const look = async () => {
      const query = new URLSearchParams({ kind });
      if (customer) query.set('account_id', customer.id);
      if (first) query.set('device_id', first.id);
      const phone = customer?.contacts[0]?.phone;
      const [entitlement, callers, cards] = await Promise.all([
        customer || allowed('master.read') ? quiet(readEntitlement(query)) : null, // a customer's own enter no others
        phone ? quiet(findCallers(phone)) : null,
        Promise.all(devices.map((row) => quiet(readDevice(row.serial)))),
      ]);
      if (!current) return;
      const caller = callers?.find((row) => row.customer.id === customer?.id) ?? null;
      setKnown({ entitlement, caller, cards: cards.filter((card) => card !== null) });
    };
    void look();
    return () => {
      current = false;
    };
  }, [customer?.id, devices.map((row) => row.id).join(), kind]);
  return known;
}

/** What helps but is not needed: without it the order is taken all the same. */
async function quiet<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof Refusal && fault.status >= 500) console.warn(fault.title);
    return null;
  }
}

/** Beside the form: whose unit, what contract, which engineer, what is open and what was before. */
export function CallerCard({ known }: { known: Known }) {
  const { entitlement, caller, cards } = known;
  if (!caller && !cards.length) return null;
  return (
    <section class="caller" aria-label={t('caller.title')}>
      {caller && <h2 class="name">{caller.customer.name}</h2>}
      {caller && caller.path.length > 1 && <p class="soft small">{caller.path.slice(0, -1).join(' › ')}</p>}
      <p class="marks">
        <span class={`chip ${entitlement?.contract_id ? 'good' : ''}`}>
          {entitlement?.contract_id ? t('caller.contract', { name: entitlement.contract }) : t('caller.no_contract')}
        </span>
        {entitlement && <span class="chip">{t(entitlement.dispatch_at_once ? 'caller.at_once' : 'caller.remote')}</span>}
      </p>
      {entitlement && entitlement.engineers.length > 0 && (
        <p class="small">{t('caller.named', { names: listed(entitlement.engineers.map((row) => row.name)) })}</p>
      )}
      {caller && caller.calls.length > 0 && <Calls calls={caller.calls} />}
      {cards.map((card) => (
        <OfDevice key={card.device.id} card={card} />
      ))}
      {caller && !cards.length && <Orders title={t('caller.history')} orders={caller.orders} />}
    </section>
  );
}

function OfDevice({ card: { device, entitlement, orders } }: { card: Card }) {
  const { warranty_until: until, in_warranty: covered } = entitlement;
  return (
    <>
      <h2 class="name">
        {device.serial} <span class="soft">{device.model}</span>{' '}
        <span class={`chip ${covered ? 'good' : 'warn'}`}>
          {until ? t(covered ? 'caller.warranty' : 'caller.warranty_over', { date: date(until) }) : t('caller.no_warranty')}
        </span>
      </h2>
      {device.configuration && <p class="soft small">{device.configuration}</p>}
      <Orders title={t('caller.device_history')} orders={orders} />
    </>
  );
}

function Orders({ title, orders }: { title: string; orders: Caller['orders'] }) {
  if (!orders.length) return null;
  return (
    <>
      <h2>{title}</h2>
      <ol>
        {orders.slice(0, 6).map((row) => (
          <li key={row.id}>
            <a href={`/console?order=${row.id}`} target="_blank" rel="noopener">
              {row.number}
            </a>{' '}
            <span class={`chip ${tone(row.status)}`}>{td('status', row.status)}</span>{' '}
            <span class="soft small">
              {relative(row.created_at)} · {row.fault}
            </span>
            {row.done && <Was done={row.done} />}
          </li>
        ))}
      </ol>
    </>
  );
}

function Calls({ calls }: { calls: Caller['calls'] }) {
  return (
    <>
      <h2>{t('calls.card')}</h2>
      <ol data-calls>
        {calls.map((call) => (
          <li key={call.id}>
            <details class="earlier">
              <summary class="small">
                {relative(call.at)} · {td('subject', call.subject)}
                {call.number && <span class="soft"> · {call.number}</span>}
              </summary>
              <Said call={call} />
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}

function Was({ done }: { done: Done }) {
  return (
    <details class="earlier">
      <summary class="small">{t('caller.done', { name: done.engineer })}</summary>
      <ReportSays done={done} zone={ZONE} />
    </details>
  );
}

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MOST_NAMED = 5;

/** A device is waited for already: either that order is the one, or a second one is meant. */
export function Waiting({ cards, second, onSecond }: { cards: Card[]; second: boolean; onSecond: (second: boolean) => void }) {
  const open = cards.flatMap((card) => card.open);
  if (!open.length) return null;
  const waiting = cards.flatMap((card) => card.orders.filter((row) => card.open.includes(row.number))).slice(0, MOST_NAMED);
  return (
    <div class="note warn" role="status">
      <p>{t('caller.waiting', { numbers: listed(open, MOST_NAMED), n: open.length, d: cards.length })}</p>
      <div class="tools">
        {waiting.map((row) => (
          <button key={row.id} type="button" onClick={() => go({ order: row.id }, '/console')}>
            {waiting.length > 1 ? row.number : t('caller.open_it')}
          </button>
        ))}
        <label class="check">
          <input type="checkbox" name="second" checked={second} onChange={(event) => onSecond(event.currentTarget.checked)} />
          {t('caller.second')}
        </label>
      </div>
    </div>
  );
}
