import { useEffect, useRef, useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { ask, type Schemas } from '../shared/api';
import { t, td } from '../shared/i18n';
import { fromField, serverNow, toField } from '../shared/time';
import { picked } from './map-panel';
import { attempt, go, me, refresh, toast } from './store';

type Customer = Schemas['CustomerLine'];
type Place = Schemas['Place'];

const KINDS = ['repair', 'diagnosis', 'installation', 'inspection', 'event_duty', 'optimisation', 'customer_visit', 'carry_in'];
const LEVELS = ['0', '1', '2', '3'];

interface Values {
  id: string;
  contact_id: string;
  contact_name: string;
  contact_phone: string;
  site_id: string;
  site_name: string;
  address: string;
  lat: number | null;
  lon: number | null;
  serial: string;
  model: string;
  kind: string;
  level: string;
  skill: string;
  fault: string;
  access_note: string;
  from: string;
  to: string;
}

function zone(): string {
  return me.value?.time_zone ?? 'UTC';
}

function empty(): Values {
  return {
    id: uuid(),
    contact_id: '',
    contact_name: '',
    contact_phone: '',
    site_id: '',
    site_name: '',
    address: '',
    lat: null,
    lon: null,
    serial: '',
    model: '',
    kind: 'repair',
    level: '2',
    skill: '',
    fault: '',
    access_note: '',
    from: toField(serverNow() + 30 * 60_000, zone()),
    to: toField(serverNow() + 120 * 60_000, zone()),
  };
}

/** The caller is on the telephone: one field finds him; what is known is filled in, what is new is typed. */
export function OrderForm() {
  const [values, setValues] = useState<Values>(empty);
  const [who, setWho] = useState('');
  const [customer, setCustomer] = useState<Customer | null>(null);
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const choose = (found: Customer) => {
    setCustomer(found);
    setWho(found.name);
    const device = found.devices.find((row) => row.serial.toLowerCase() === who.trim().toLowerCase()) ?? found.devices[0];
    const site = device?.site_id ?? found.sites[0]?.id ?? '';
    set({ contact_id: found.contacts[0]?.id ?? '', site_id: site, serial: device?.serial ?? '', model: device?.model ?? '' });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = order(values, customer, who);
    const taken = await attempt(() => ask<Schemas['Taken']>('/api/orders', { method: 'POST', body }));
    if (!taken) return;
    toast.value = { text: t('form.taken', { number: taken.number }) };
    await refresh();
    go({ order: taken.id }, '/console');
  };
  return (
    <aside class="detail">
      <form class="order-form" onSubmit={(event) => void submit(event)}>
        <h1>{t('console.new_order')}</h1>
        <CustomerField
          who={who}
          onType={(text) => {
            setWho(text);
            setCustomer(null);
            set({ contact_id: '', site_id: '' });
          }}
          chosen={customer}
          onChoose={choose}
        />
        <ContactField values={values} set={set} customer={customer} />
        <SiteField values={values} set={set} customer={customer} />
        <DeviceField values={values} set={set} customer={customer} />
        <label>
          {t('form.fault')}
          <textarea
            name="fault"
            rows={3}
            required
            value={values.fault}
            onInput={(event) => set({ fault: event.currentTarget.value })}
          />
        </label>
        <div class="two">
          <Select
            label={t('form.level')}
            name="level"
            value={values.level}
            options={LEVELS.map((key) => [key, td('level', key)])}
            onChange={(level) => set({ level })}
          />
          <Select
            label={t('form.kind')}
            name="kind"
            value={values.kind}
            options={KINDS.map((key) => [key, td('kind', key)])}
            onChange={(kind) => set({ kind })}
          />
        </div>
        <div class="two times">
          <label>
            {t('form.window')} {t('form.from')}
            <input
              name="from"
              type="datetime-local"
              required
              value={values.from}
              onInput={(event) => set({ from: event.currentTarget.value })}
            />
          </label>
          <label>
            {t('form.to')}
            <input
              name="to"
              type="datetime-local"
              required
              value={values.to}
              onInput={(event) => set({ to: event.currentTarget.value })}
            />
          </label>
        </div>
        <label>
          {t('form.skill')}
          <input
            name="skill"
            placeholder={t('form.any')}
            list="skills"
            value={values.skill}
            onInput={(event) => set({ skill: event.currentTarget.value })}
          />
          <datalist id="skills">
            {['network', 'server', 'storage', 'imaging', 'power'].map((skill) => (
              <option key={skill} value={skill} />
            ))}
          </datalist>
        </label>
        <label>
          {t('form.access')}
          <input name="access" value={values.access_note} onInput={(event) => set({ access_note: event.currentTarget.value })} />
        </label>
        <div class="spread">
          <button type="button" class="plain" onClick={() => go({}, '/console')}>
            {t('sheet.cancel')}
          </button>
          <button type="submit" class="primary">
            {t('form.save')}
          </button>
        </div>
      </form>
    </aside>
  );
}

function order(values: Values, customer: Customer | null, who: string) {
  const site = values.site_id
    ? null
    : { name: values.site_name, address: values.address, lat: values.lat ?? 0, lon: values.lon ?? 0 };
  return {
    id: values.id,
    kind: values.kind,
    level: values.level,
    fault: values.fault,
    skill: values.skill.trim() || null,
    access_note: values.access_note,
    window_from: fromField(values.from, zone()),
    window_to: fromField(values.to, zone()),
    account_id: customer?.id ?? null,
    account_name: customer ? '' : who,
    contact_id: values.contact_id || null,
    contact: values.contact_id
      ? null
      : { name: values.contact_name, phone: values.contact_phone, language: document.documentElement.lang },
    site_id: values.site_id || null,
    site,
    serial: values.serial,
    model: values.model,
  };
}

interface CustomerProps {
  who: string;
  chosen: Customer | null;
  onType: (text: string) => void;
  onChoose: (customer: Customer) => void;
}

function CustomerField({ who, chosen, onType, onChoose }: CustomerProps) {
  const [found, setFound] = useState<Customer[]>([]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const look = async (text: string) => {
    onType(text);
    if (text.trim().length < 2) return setFound([]);
    setFound((await attempt(() => ask<Customer[]>(`/api/customers?words=${encodeURIComponent(text)}`))) ?? []);
  };
  return (
    <div class="finder">
      <label>
        {t('form.customer')}
        <input
          name="customer"
          ref={field}
          autocomplete="off"
          required
          placeholder={t('form.customer_hint')}
          value={who}
          onInput={(event) => void look(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || chosen || !found[0]) return;
            event.preventDefault();
            onChoose(found[0]);
          }}
        />
      </label>
      {!chosen && found.length > 0 && (
        <ul class="options">
          {found.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => onChoose(row)}>
                <strong>{row.name}</strong>{' '}
                <span class="soft small">{row.contacts.map((contact) => contact.phone).join(', ')}</span>
                {row.open_orders > 0 && <span class="chip warn">{t('form.open_orders', { n: row.open_orders })}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
      {!chosen && who.trim().length > 1 && <p class="soft small">{t('form.new_customer', { name: who })}</p>}
    </div>
  );
}

interface FieldProps {
  values: Values;
  set: (change: Partial<Values>) => void;
  customer: Customer | null;
}

function ContactField({ values, set, customer }: FieldProps) {
  return (
    <>
      {customer && (
        <Select
          label={t('form.contact')}
          name="contact"
          value={values.contact_id}
          options={[
            ...customer.contacts.map((row): [string, string] => [row.id, `${row.name} · ${row.phone}`]),
            ['', t('form.new_contact')],
          ]}
          onChange={(contact_id) => set({ contact_id })}
        />
      )}
      {!values.contact_id && (
        <div class="two">
          <label>
            {t('form.contact')}
            <input
              name="contact_name"
              required
              value={values.contact_name}
              onInput={(event) => set({ contact_name: event.currentTarget.value })}
            />
          </label>
          <label>
            {t('form.phone')}
            <input
              name="contact_phone"
              type="tel"
              required
              value={values.contact_phone}
              onInput={(event) => set({ contact_phone: event.currentTarget.value })}
            />
          </label>
        </div>
      )}
    </>
  );
}

function SiteField({ values, set, customer }: FieldProps) {
  const [places, setPlaces] = useState<Place[]>([]);
  const isNew = !values.site_id;
  useEffect(() => {
    picked.listen = isNew ? (lat, lon) => set({ lat, lon }) : null;
    return () => {
      picked.listen = null;
    };
  }, [isNew]);
  const look = async (address: string) => {
    set({ address });
    if (address.trim().length < 3) return setPlaces([]);
    setPlaces(
      (await attempt(() => ask<Place[]>(`/api/places?address=${encodeURIComponent(address.replace(/\d+/g, ''))}`))) ?? [],
    );
  };
  return (
    <>
      {customer && (
        <Select
          label={t('form.site')}
          name="site"
          value={values.site_id}
          options={[
            ...customer.sites.map((row): [string, string] => [row.id, `${row.name}, ${row.address}`]),
            ['', t('form.new_site')],
          ]}
          onChange={(site_id) => set({ site_id })}
        />
      )}
      {isNew && (
        <>
          <div class="finder">
            <label>
              {t('form.address')}
              <input
                name="address"
                autocomplete="off"
                required
                value={values.address}
                onInput={(event) => void look(event.currentTarget.value)}
              />
            </label>
            {places.length > 0 && (
              <ul class="options">
                {places.map((row) => (
                  <li key={row.label}>
                    <button
                      type="button"
                      onClick={() => {
                        set({
                          address: values.address.match(/\d/) ? `${row.label} ${values.address.match(/\d+/)?.[0]}` : row.label,
                          lat: row.lat,
                          lon: row.lon,
                        });
                        setPlaces([]);
                      }}
                    >
                      {row.label}
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </div>
          <label>
            {t('form.site_name')}
            <input name="site_name" value={values.site_name} onInput={(event) => set({ site_name: event.currentTarget.value })} />
          </label>
          <p class={`small ${values.lat === null ? 'soft' : 'good-word'}`} data-pin={values.lat === null ? '' : 'set'}>
            {values.lat === null || values.lon === null
              ? t('form.pin')
              : `${t('form.pin_set')}: ${values.lat.toFixed(5)}, ${values.lon.toFixed(5)}`}
          </p>
        </>
      )}
    </>
  );
}

function DeviceField({ values, set, customer }: FieldProps) {
  const type = (serial: string) => {
    const known = customer?.devices.find((row) => row.serial === serial);
    set(known ? { serial, model: known.model, ...(known.site_id ? { site_id: known.site_id } : {}) } : { serial });
  };
  return (
    <div class="two">
      <label>
        {t('form.device')}
        <input name="serial" list="serials" value={values.serial} onInput={(event) => type(event.currentTarget.value)} />
        <datalist id="serials">
          {customer?.devices.map((row) => (
            <option key={row.id} value={row.serial}>
              {row.model}
            </option>
          ))}
        </datalist>
      </label>
      <label>
        {t('form.model')}
        <input name="model" value={values.model} onInput={(event) => set({ model: event.currentTarget.value })} />
      </label>
    </div>
  );
}

interface SelectProps {
  label: string;
  name: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

function Select({ label, name, value, options, onChange }: SelectProps) {
  return (
    <label>
      {label}
      <select name={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
