// Who calls: found by name, telephone number or serial number. Who only perhaps calls is proposed and said to be so.
import { useEffect, useRef, useState } from 'preact/hooks';
import { listed, t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { type Customer, findCallers, findCustomers } from '../../data/customers';
import { isNumber, knownBy } from './telephone';

interface CustomerProps {
  who: string;
  chosen: Customer | null;
  /** A number that the telephone system has put into the address (/console/new?phone=…). */
  start: string;
  /** Somebody new is written into the books. */
  entered: boolean;
  wrong?: boolean | undefined;
  onType: (text: string) => void;
  onChoose: (customer: Customer) => void;
}

interface Found {
  rows: Customer[];
  /** Ids of those who certainly have the number, and of those whose number only ends alike. */
  sure: ReadonlySet<string>;
  perhaps: ReadonlySet<string>;
}

const NOBODY: Found = { rows: [], ...knownBy([]) };

async function find(text: string, number: boolean): Promise<Found> {
  const [rows, callers] = await Promise.all([
    attempt(() => findCustomers(text)),
    number ? attempt(() => findCallers(text)) : undefined,
  ]);
  return { rows: rows ?? [], ...knownBy(callers ?? []) };
}

export function CustomerField({ who, chosen, entered, start, wrong, onType, onChoose }: CustomerProps) {
  const [found, setFound] = useState(NOBODY);
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(0);
  const look = async (text: string, number = isNumber(text)) => {
    const mine = ++asked.current;
    onType(text);
    const answer = text.trim().length < 2 ? NOBODY : await find(text, number);
    if (mine === asked.current) setFound(answer); // an answer to fewer letters may come later
    return answer;
  };
  useEffect(() => {
    field.current?.focus();
    if (start) void recognise();
  }, []);
  // Filled in unasked is only who certainly calls.
  const recognise = async () => {
    const { rows, sure } = await look(start, true);
    const [only, ...others] = rows;
    if (only && others.length === 0 && sure.has(only.id)) onChoose(only);
  };
  const open = !chosen && found.rows.length > 0;
  const unsure = open && found.rows.some((row) => found.perhaps.has(row.id));
  return (
    <div class="finder">
      <label>
        {t('form.customer')}
        <input
          name="customer"
          ref={field}
          autocomplete="off"
          required
          maxLength={200}
          aria-invalid={wrong || undefined}
          aria-describedby={unsure ? 'perhaps' : undefined}
          placeholder={t('form.customer_hint')}
          value={who}
          onInput={(event) => void look(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || chosen || !found.rows[0]) return;
            event.preventDefault();
            onChoose(found.rows[0]);
          }}
        />
      </label>
      {unsure && (
        <p id="perhaps" class="soft small" role="status">
          {t('form.perhaps')}
        </p>
      )}
      {open && <Options found={found} onChoose={onChoose} />}
      {entered && !chosen && who.trim().length > 1 && <p class="soft small">{t('form.new_customer', { name: who })}</p>}
    </div>
  );
}

function Options({ found, onChoose }: { found: Found; onChoose: (customer: Customer) => void }) {
  return (
    <ul class="options">
      {found.rows.map((row) => (
        <li key={row.id}>
          <button type="button" onClick={() => onChoose(row)}>
            <strong>{row.name}</strong> <span class="soft small">{listed(row.contacts.map((contact) => contact.phone))}</span>
            {found.perhaps.has(row.id) && <span class="chip">{t('form.perhaps_one')}</span>}
            {row.open_orders > 0 && <span class="chip warn">{t('form.open_orders', { n: row.open_orders })}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
