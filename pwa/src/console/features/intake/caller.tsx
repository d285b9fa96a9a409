// What is known of the caller and of the device beside the form, and that somebody waits for it already.
import { useEffect, useState } from 'preact/hooks';
import { Refusal, type Schemas } from '../../../shared/api';
import { listed, t, td } from '../../../shared/i18n';
import { type Done, ReportSays } from '../../../shared/report-says';
import { tone } from '../../../shared/status';
import { relative } from '../../../shared/time';
import { go } from '../../app/router';
import { allowed } from '../../app/session';
import { type Caller, type Customer, findCallers, readDevice, readEntitlement } from '../../data/customers';
import { Said } from '../calls/calls';

type Entitlement = Schemas['Entitlement'];
type Card = Schemas['DeviceCard'];

export interface Known {
  entitlement: Entitlement | null;
  caller: Caller | null;
  card: Card | null;
}

/** What is known of the customer and of the device, as soon as they are named. */
export function useKnown(customer: Customer | null, serial: string, kind: string): Known {
  const [known, setKnown] = useState<Known>({ entitlement: null, caller: null, card: null });
  const device = customer?.devices.find((row) => row.serial === serial);
  useEffect(() => {
    let current = true;
    const look = async () => {
      const query = new URLSearchParams({ kind });
      if (customer) query.set('account_id', customer.id);
      if (device) query.set('device_id', device.id);
      const phone = customer?.contacts[0]?.phone;
      const [entitlement, callers, card] = await Promise.all([
        customer || allowed('master.read') ? quiet(readEntitlement(query)) : null, // a customer's own enter no others
        phone ? quiet(findCallers(phone)) : null,
        device ? quiet(readDevice(serial)) : null,
      ]);
      if (current)
        setKnown({ entitlement, caller: callers?.find((row) => row.customer.id === customer?.id) ?? null, card: card ?? null });
    };
    void look();
    return () => {
      current = false;
    };
  }, [customer?.id, device?.id, kind]);
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
  const { entitlement, caller, card } = known;
  if (!caller && !card) return null;
  const orders = card ? card.orders : (caller?.orders ?? []);
  return (
    <section class="caller" aria-label={t('caller.title')}>
      {caller && caller.path.length > 1 && <p class="soft small">{caller.path.slice(0, -1).join(' › ')}</p>}
      <p class="marks">
        <span class={`chip ${entitlement?.contract_id ? 'good' : ''}`}>
          {entitlement?.contract_id ? t('caller.contract', { name: entitlement.contract }) : t('caller.no_contract')}
        </span>
        {card && (
          <span class={`chip ${card.entitlement.in_warranty ? 'good' : 'warn'}`}>
            {card.entitlement.warranty_until
              ? t(card.entitlement.in_warranty ? 'caller.warranty' : 'caller.warranty_over', {
                  date: card.entitlement.warranty_until,
                })
              : t('caller.no_warranty')}
          </span>
        )}
        {entitlement && <span class="chip">{t(entitlement.dispatch_at_once ? 'caller.at_once' : 'caller.remote')}</span>}
      </p>
      {entitlement && entitlement.engineers.length > 0 && (
        <p class="small">{t('caller.named', { names: listed(entitlement.engineers.map((row) => row.name)) })}</p>
      )}
      {card?.device.configuration && <p class="soft small">{card.device.configuration}</p>}
      {caller && caller.calls.length > 0 && <Calls calls={caller.calls} />}
      {orders.length > 0 && (
        <>
          <h2>{card ? t('caller.device_history') : t('caller.history')}</h2>
          <ol>
            {orders.slice(0, 6).map((row) => (
              <li key={row.id}>
                <a
                  href={`/console?order=${row.id}`}
                  target="_blank"
                  rel="noopener"
                  onClick={(event) => {
                    if (event.ctrlKey || event.metaKey) return;
                    event.preventDefault();
                    window.open(`/console?order=${row.id}`, '_blank', 'noopener');
                  }}
                >
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
      )}
    </section>
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

/** The device is waited for already: either that order is the one, or a second one is meant. */
export function Waiting({ card, second, onSecond }: { card: Card | null; second: boolean; onSecond: (second: boolean) => void }) {
  if (!card?.open.length) return null;
  const waiting = card.orders.filter((row) => card.open.includes(row.number)).slice(0, MOST_NAMED);
  return (
    <div class="note warn" role="status">
      <p>{t('caller.waiting', { numbers: listed(card.open, MOST_NAMED), n: card.open.length })}</p>
      <div class="tools">
        {waiting.map((row) => (
          <button key={row.id} type="button" onClick={() => go({ order: row.id }, '/console')}>
            {waiting.length > 1 ? row.number : t('caller.open_it')}
          </button>
        ))}
        <label class="check">
          <input type="checkbox" checked={second} onChange={(event) => onSecond(event.currentTarget.checked)} />
          {t('caller.second')}
        </label>
      </div>
    </div>
  );
}
