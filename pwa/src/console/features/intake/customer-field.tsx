// Who calls: found by name, telephone number or serial number. Who only perhaps calls is proposed and said to be so.
import { useEffect, useRef, useState } from 'preact/hooks';
import { listed, t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { type Caller, type Customer, findCallers, findCustomers } from '../../data/customers';
import { useChoice } from '../../ui/choice';
import { describedBy, Wrong } from '../../ui/wrong';
import { isNumber, knownBy } from './telephone';

interface CustomerProps {
  who: string;
  chosen: Customer | null;
  /** A number that the telephone system has put into the address (/console/new?phone=…). */
  start: string;
  /** Somebody new is written into the books. */
  entered: boolean;
  wrong: string | undefined;
  onType: (text: string) => void;
  onChoose: (customer: Customer) => void;
  onKnown: (caller: Caller) => void;
}

interface Found {
  rows: Customer[];
  callers: Caller[];
  /** Ids of those who certainly have the number, and of those whose number only ends alike. */
  sure: ReadonlySet<string>;
  perhaps: ReadonlySet<string>;
}

const NOBODY: Found = { rows: [], callers: [], ...knownBy([]) };

async function find(text: string, number: boolean): Promise<Found> {
  const [rows, callers = []] = await Promise.all([
    attempt(() => findCustomers(text)),
    number ? attempt(() => findCallers(text)) : undefined,
  ]);
  return { rows: rows ?? [], callers, ...knownBy(callers) };
}

function useFound({ who, chosen, start, entered, onType, onChoose, onKnown }: CustomerProps) {
  const [found, setFound] = useState(NOBODY);
  const asked = useRef(0);
  const close = () => {
    asked.current++;
    setFound(NOBODY);
  };
  /** By the number that was typed it is known who of the customer calls. */
  const take = ({ callers }: Found, row: Customer | undefined) => {
    close();
    if (!row) return;
    const [caller, ...others] = callers.filter((one) => one.customer.id === row.id && !one.perhaps);
    if (caller && others.length === 0) onKnown(caller);
    else onChoose(row);
  };
  const open = !chosen && found.rows.length > 0;
  const choice = useChoice('customers', {
    count: open ? found.rows.length + (entered ? 1 : 0) : 0,
    onTake: (n) => take(found, found.rows[n]), // one past the last is somebody new
    onClose: close,
  });
  const look = async (text: string, number = isNumber(text)) => {
    const mine = ++asked.current;
    onType(text);
    const answer = text.trim().length < 2 ? NOBODY : await find(text, number);
    if (mine !== asked.current) return NOBODY; // an answer to fewer letters may come later
    setFound(answer);
    choice.mark(answer.perhaps.size ? -1 : 0); // who only perhaps calls is not chosen by a key that is pressed anyway
    return answer;
  };
  // Filled in unasked is only who certainly calls.
  const recognise = async () => {
    const answer = await look(start, true);
    const [row, ...others] = answer.rows;
    if (row && others.length === 0 && answer.sure.has(row.id)) take(answer, row);
  };
  useEffect(() => {
    if (start && !who) void recognise();
  }, []);
  return { found, open, choice, look };
}

export function CustomerField(props: CustomerProps) {
  const { who, chosen, entered, wrong } = props;
  const { found, open, choice, look } = useFound(props);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!who) field.current?.focus();
  }, []);
  const unsure = open && found.rows.some((row) => found.perhaps.has(row.id));
  return (
    <div class="finder">
      <label>
        {t('form.customer')}
        <input
          name="customer"
          ref={field}
          maxLength={200}
          {...choice.field}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={describedBy('customer', wrong) ?? (unsure ? 'perhaps' : undefined)}
          placeholder={t('form.customer_hint')}
          value={who}
          onInput={(event) => void look(event.currentTarget.value)}
        />
        <Wrong name="customer" words={wrong} />
      </label>
      {unsure && (
        <p id="perhaps" class="soft small" role="status">
          {t('form.perhaps')}
        </p>
      )}
      {open && <Options found={found} option={choice.option} newcomer={entered ? who : ''} />}
      {entered && !open && !chosen && who.trim().length > 1 && <p class="soft small">{t('form.new_customer', { name: who })}</p>}
    </div>
  );
}

interface OptionsProps {
  found: Found;
  option: (n: number) => ReturnType<ReturnType<typeof useChoice>['option']>;
  /** Who it is where it is none of them. */
  newcomer: string;
}

function Options({ found, option, newcomer }: OptionsProps) {
  return (
    <div class="options in-line" id="customers" role="listbox" aria-label={t('form.customer')}>
      {found.rows.map((row, n) => (
        <button key={row.id} type="button" {...option(n)} data-customer={row.id}>
          <strong>{row.name}</strong> <span class="soft small">{listed(row.contacts.map((contact) => contact.phone))}</span>
          {found.perhaps.has(row.id) && <span class="chip">{t('form.perhaps_one')}</span>}
          {row.open_orders > 0 && <span class="chip warn">{t('form.open_orders', { n: row.open_orders })}</span>}
        </button>
      ))}
      {newcomer && (
        <button type="button" {...option(found.rows.length)} data-newcomer>
          {t('form.new_customer', { name: newcomer })}
        </button>
      )}
    </div>
  );
}
