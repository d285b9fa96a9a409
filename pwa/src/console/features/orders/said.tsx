// What was said to the customer of this order and by them, and by telephone where no message reaches them.
import type { Schemas } from '../../../shared/api';
import { type Key, t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { moment } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { recordCall } from '../../data/orders';
import { OrderLink } from '../../ui/order-link';
import { type Detail, refresh } from './state';
import { Write } from './write';

type Message = Schemas['Message'];
type Beside = NonNullable<Detail['calls_beside']>;
/** Why a way led nowhere, as the server's sender says it (notify/actions.py); what a mail server says stands as it is. */
const WHY: Record<string, Key> = { 'no address': 'said.why.address', 'not configured': 'said.why.configured' };
const SHOWN = 6;

/** What the customer wrote and nobody answered, and what they have to be told by telephone, stand before all that is planned. */
export function Unanswered({ open }: { open: Detail }) {
  return (
    <>
      <Wrote open={open} />
      <CallToMake open={open} />
    </>
  );
}

function Wrote({ open }: { open: Detail }) {
  const rows = open.messages.filter(isUnread);
  if (!rows.length) return null;
  return (
    <section class="said-to-customer note warn" aria-label={t('filter.unread')} data-unanswered={rows.length}>
      <ul>
        {rows.map((row) => (
          <Theirs key={row.id} row={row} zone={open.extra.time_zone} />
        ))}
      </ul>
      {allowed('customers.call') && <Write key={open.line.id} open={open} />}
    </section>
  );
}

export function Said({ open }: { open: Detail }) {
  const zone = open.extra.time_zone;
  const rows = open.messages.filter((row) => !isUnread(row));
  return (
    <section class="said-to-customer" aria-label={t('said.heading')}>
      <h2>{t('said.heading')}</h2>
      {rows.length === 0 && <p class="soft small">{t('said.none')}</p>}
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <One key={row.id} row={row} zone={zone} />
        ))}
      </ul>
      {allowed('customers.call') && rows.length === open.messages.length && <Write key={open.line.id} open={open} />}
    </section>
  );
}

function isUnread(row: Message): boolean {
  return row.kind === 'customer_wrote' && !row.seen_at;
}

/** Of the customer, by their page. */
function Theirs({ row, zone }: { row: Message; zone: string }) {
  return (
    <li data-said={row.kind}>
      <div class="spread">
        <strong>{row.by}</strong>
        <time class="soft small">{moment(row.at, zone)}</time>
      </div>
      <p class="words">{row.text}</p>
      {row.seen_at && <p class="small soft">{t('said.seen', { at: moment(row.seen_at, zone) })}</p>}
    </li>
  );
}

/** Whom no message reaches is rung. */
function CallToMake({ open }: { open: Detail }) {
  const row = open.messages.find(({ call }) => call); // who is reached by this call knows how it stands now
  if (!row || row.call === 'reached') return null;
  return (
    <section class="said-to-customer note warn" aria-label={t('filter.calls')} data-call-to-make={row.kind}>
      <p>
        <strong>{td('customer_told', row.kind)}</strong>
        {row.text && <span class="words block">{row.text}</span>}
      </p>
      <ToRing row={row} beside={open.calls_beside ?? []} />
    </section>
  );
}

export function One({ row, zone }: { row: Message; zone: string }) {
  if (row.kind === 'customer_wrote') return <Theirs row={row} zone={zone} />;
  const bad = row.state === 'dead' || row.state === 'dropped';
  return (
    <li data-said={row.kind} data-call={row.call}>
      <div class="spread">
        <span>{td('customer_told', row.kind)}</span>
        <time class="soft small">{moment(row.at, zone)}</time>
      </div>
      {row.text && (
        <p class="words">
          {row.text} <span class="soft small">{row.by}</span>
        </p>
      )}
      <p class="small">
        <span class={bad ? 'bad-word' : 'soft'}>{wayOf(row, zone)}</span>
        {bad && <span class="soft"> · {why(row)}</span>}
      </p>
      {row.called_at && (
        <p class="small soft">
          {t('said.called', {
            at: moment(row.called_at, zone),
            outcome: td('call', row.call ?? ''),
            by: row.called_by ?? '',
          })}
        </p>
      )}
    </li>
  );
}

function wayOf(row: Message, zone: string): string {
  if (!row.channel || !row.state) return `${row.contact} · ${t('said.no_channel')}`;
  return `${row.contact} · ${td('said', row.state, { channel: td('channel', row.channel), at: row.done_at ? moment(row.done_at, zone) : '' })}`;
}

function why(row: Message): string {
  const known = WHY[row.why];
  return known ? t(known) : row.why;
}

/** A task: it stays until somebody says that they reached the customer, or at least tried. */
function ToRing({ row, beside }: { row: Message; beside: Beside }) {
  const tick = async (outcome: Schemas['Called']['outcome']) => {
    await attempt(() => recordCall(row.id, outcome));
    await refresh();
  };
  return (
    <div class="ring">
      <a href={`tel:${row.phone.replace(/[^+\d]/g, '')}`}>
        <Icon name="phone" /> {t('said.ring', { name: row.contact, phone: row.phone })}
      </a>
      {beside.length > 0 && (
        <p class="small" data-beside={beside.length}>
          {t('said.same_call')}{' '}
          {beside.map((other) => (
            <span key={other.id} class="block">
              <OrderLink id={other.order_id}>{other.number}</OrderLink> · {td('customer_told', other.kind)}
            </span>
          ))}
        </p>
      )}
      {allowed('customers.call') && (
        <span class="ways">
          <button type="button" onClick={() => void tick('reached')}>
            {t('said.reached')}
          </button>
          {row.call === 'open' && (
            <button type="button" onClick={() => void tick('not_reached')}>
              {t('said.not_reached')}
            </button>
          )}
        </span>
      )}
    </div>
  );
}
