import { useEffect, useRef, useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { ask, type Schemas } from '../shared/api';
import { WORK_KINDS } from '../shared/domain.gen';
import { t, td } from '../shared/i18n';
import { sameWord } from '../shared/same-word';
import { fromField, serverNow, toField } from '../shared/time';
import { CallerCard, useKnown, Waiting } from './caller';
import { ContactField } from './contact-field';
import { CustomerField } from './customer-field';
import { levelName } from './levels';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from './marked';
import { type Customer, DeviceField, Select, SiteField, type Values } from './order-fields';
import { allowed, attempt, go, me, place, refresh, toast } from './store';

/** The catalogue's own, by the name that people gave them. */
async function learnSkills(): Promise<[string, string][]> {
  if (!allowed('master.read')) return [];
  const page = await attempt(() => ask<Schemas['Page']>('/api/master/skills'));
  const rows = page?.rows.filter((row) => row.values.active) ?? [];
  return rows.map((row) => [String(row.values.code), String(row.values.name || row.values.code)]);
}

const DAY = 86_400_000;

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
    level: '',
    skill: '',
    fault: '',
    access_note: '',
    from: toField(serverNow() + 30 * 60_000, zone()),
    to: toField(serverNow() + 120 * 60_000, zone()),
  };
}

/** The caller is on the telephone: one field finds them; what is known is filled in, what is new is typed. */
export function OrderForm() {
  const [values, setValues] = useState<Values>(empty);
  const [who, setWho] = useState('');
  const [customer, setCustomer] = useState<Customer | null>(null);
  const [second, setSecond] = useState(false);
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  const [skills, setSkills] = useState<[string, string][]>([]);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void learnSkills().then(setSkills), []);
  useEffect(() => showFirst(form.current), [marked]);
  const wrong = (field: string) => marked.fields.has(field) || undefined;
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const earliest = toField(serverNow() - DAY, zone()); // nobody promises what is long past
  const known = useKnown(customer, values.serial, values.kind);
  const levels = known.entitlement?.levels ?? [];
  const level = levels.includes(values.level) ? values.level : (levels[0] ?? '');
  const choose = (found: Customer, contact = found.contacts[0]?.id) => {
    setCustomer(found);
    setWho(found.name);
    const device = found.devices.find((row) => sameWord(row.serial, who)) ?? found.devices[0];
    const site = device?.site_id ?? found.sites[0]?.id ?? '';
    set({ contact_id: contact ?? '', site_id: site, serial: device?.serial ?? '', model: device?.model ?? '' });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { ...order(values, customer, who), level, second };
    setMarked(UNMARKED);
    let taken: Schemas['Taken'];
    try {
      taken = await ask<Schemas['Taken']>('/api/orders', { method: 'POST', body });
    } catch (fault) {
      setMarked(markedOf(fault));
      return;
    }
    toast.value = { text: t('form.taken', { number: taken.number }) };
    await refresh();
    go({ order: taken.id }, '/console');
  };
  return (
    <aside class="detail">
      <form class="order-form" ref={form} onSubmit={(event) => void submit(event)}>
        <h1>{t('console.new_order')}</h1>
        <CustomerField
          who={who}
          onType={(text) => {
            setWho(text);
            setCustomer(null);
            set({ contact_id: '', site_id: '' });
          }}
          chosen={customer}
          wrong={wrong('account_name') || wrong('account_id')}
          start={place.value.searchParams.get('phone') ?? ''}
          onChoose={choose}
        />
        <ContactField
          values={values}
          set={set}
          customer={customer}
          marked={marked.fields}
          onKnown={(caller) => {
            if (caller.customer.id === customer?.id) set({ contact_id: caller.contact.id });
            else choose(caller.customer, caller.contact.id);
          }}
        />
        <SiteField values={values} set={set} customer={customer} marked={marked.fields} />
        <DeviceField values={values} set={set} customer={customer} marked={marked.fields} />
        <Waiting card={known.card} second={second} onSecond={setSecond} />
        <CallerCard known={known} />
        <label>
          {t('form.fault')}
          <textarea
            name="fault"
            rows={3}
            required
            maxLength={4000}
            aria-invalid={wrong('fault')}
            value={values.fault}
            onInput={(event) => set({ fault: event.currentTarget.value })}
          />
        </label>
        <div class="two">
          <Select
            label={t('form.level')}
            name="level"
            value={level}
            options={levels.map((key) => [key, levelName(key)])}
            onChange={(level) => set({ level })}
          />
          <Select
            label={t('form.kind')}
            name="kind"
            value={values.kind}
            options={WORK_KINDS.map((key) => [key, td('kind', key)])}
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
              min={earliest}
              aria-invalid={wrong('window_from')}
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
              min={earliest}
              aria-invalid={wrong('window_to')}
              value={values.to}
              onInput={(event) => set({ to: event.currentTarget.value })}
            />
          </label>
        </div>
        <Select
          label={t('form.skill')}
          name="skill"
          value={values.skill}
          wrong={wrong('skill')}
          options={[['', t('form.any')], ...skills]}
          onChange={(skill) => set({ skill })}
        />
        <label>
          {t('form.access')}
          <input name="access" value={values.access_note} onInput={(event) => set({ access_note: event.currentTarget.value })} />
        </label>
        <Words marked={marked} />
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
