// Whom to ask for: one of the customer's contacts, or somebody new, whose number may be that of somebody known.
import { useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { type Caller, findCallers } from '../../data/customers';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import { Wrong } from '../../ui/wrong';
import { type FieldProps, NEW } from './order-values';
import { isNumber } from './telephone';

interface ContactProps extends FieldProps {
  onKnown: (caller: Caller) => void;
}

export function ContactField({ values, set, customer, wrong, onKnown }: ContactProps) {
  return (
    <>
      {customer && (
        <Select
          label={t('form.contact')}
          name="contact"
          value={values.contact_id}
          wrong={wrong('contact')}
          options={[
            ['', t('agree.choose')],
            ...customer.contacts.map((row): [string, string] => [row.id, `${row.name} · ${row.phone}`]),
            [NEW, t('form.new_contact')],
          ]}
          onChange={(contact_id) => set({ contact_id })}
        />
      )}
      {(!customer || values.contact_id === NEW) && <NewContact values={values} set={set} wrong={wrong} onKnown={onKnown} />}
    </>
  );
}

function NewContact({ values, set, wrong, onKnown }: Omit<ContactProps, 'customer'>) {
  const [callers, setCallers] = useState<Caller[]>([]);
  const asked = useRef(0);
  const look = async (phone: string) => {
    const mine = ++asked.current;
    set({ contact_phone: phone });
    const found = isNumber(phone) ? await attempt(() => findCallers(phone)) : [];
    if (mine === asked.current) setCallers(found ?? []); // an answer to fewer digits may come later
  };
  const unsure = callers.some((row) => row.perhaps);
  const refused = wrong('contact.phone') ?? wrong('phone');
  return (
    <>
      <div class="two">
        <Field
          shape={{ name: 'contact_name', label: t('form.contact'), longest: 200 }}
          value={values.contact_name}
          wrong={wrong('contact.name')}
          onChange={(name) => set({ contact_name: String(name) })}
        />
        <label>
          {t('form.phone')}
          <input
            name="contact_phone"
            type="tel"
            maxLength={40}
            aria-invalid={refused ? true : undefined}
            aria-describedby={refused ? 'wrong-contact_phone' : callers.length > 0 ? 'known-number' : undefined}
            value={values.contact_phone}
            onInput={(event) => void look(event.currentTarget.value)}
          />
          <Wrong name="contact_phone" words={refused} />
        </label>
      </div>
      {callers.length > 0 && (
        <p id="known-number" class="soft small" role="status">
          {t(unsure ? 'form.perhaps' : 'form.number_known')}
        </p>
      )}
      {callers.length > 0 && <Known callers={callers} onKnown={onKnown} />}
    </>
  );
}

/** Only proposed: who it is, the caller says. In the way of nothing, since it may well be somebody new. */
function Known({ callers, onKnown }: { callers: Caller[]; onKnown: (caller: Caller) => void }) {
  return (
    <ul class="options in-line" data-known>
      {callers.map((row) => (
        <li key={row.contact.id}>
          <button type="button" onClick={() => onKnown(row)}>
            <strong>{row.contact.name}</strong>{' '}
            <span class="soft small">
              {row.customer.name} · {row.contact.phone}
            </span>
            {row.perhaps && <span class="chip">{t('form.perhaps_one')}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
