// A new order: the caller is on the telephone. One field finds them; what is known is filled in, what is new is typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { BENCH, WAYS_IN, WORK_KINDS } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { sameWord } from '../../../shared/same-word';
import { go, place } from '../../app/router';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { handIn } from '../../data/counter';
import type { Caller, Customer } from '../../data/customers';
import { type NewOrder, takeOrder } from '../../data/orders';
import { activeSkills } from '../../data/records';
import { Field, type Shape } from '../../ui/field';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from '../../ui/marked';
import { levelName } from '../levels/names';
import type { Point } from '../map/map-panel';
import { refresh } from '../orders/state';
import { Brought, CounterField } from './brought-fields';
import { CallerCard, useKnown, Waiting } from './caller';
import { ContactField } from './contact-field';
import { CustomerField } from './customer-field';
import { DeviceField, SiteField } from './order-fields';
import { earliest, empty, orderOf, type Values } from './order-values';

export function OrderForm({ pin }: { pin: Point | null }) {
  const { values, set, who, customer, type, choose, recognise } = useCaller();
  const [second, setSecond] = useState(false);
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => showFirst(form.current), [marked]);
  const wrong = (field: string) => marked.fields.has(field) || undefined;
  const known = useKnown(customer, values.serial, values.kind);
  const levels = known.entitlement?.levels ?? [];
  const level = levels.includes(values.level) ? values.level : (levels[0] ?? '');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setMarked(UNMARKED);
    await take({ ...orderOf(values, customer, who), level, second }, values).catch((fault) => setMarked(markedOf(fault)));
  };
  const fields = { values, set, customer, marked: marked.fields };
  return (
    <aside class="detail">
      <form class="order-form" ref={form} onSubmit={(event) => void submit(event)}>
        <h1>{t('console.new_order')}</h1>
        <CustomerField
          who={who}
          onType={type}
          chosen={customer}
          wrong={wrong('account_name') || wrong('account_id')}
          start={place.value.searchParams.get('phone') ?? ''}
          onChoose={choose}
        />
        <ContactField {...fields} onKnown={recognise} />
        {BENCH.has(values.kind) ? <CounterField {...fields} /> : <SiteField {...fields} pin={pin} />}
        <DeviceField {...fields} />
        <Waiting card={known.card} second={second} onSecond={setSecond} />
        <CallerCard known={known} />
        <Work values={values} set={set} wrong={marked.fields} levels={levels} level={level} />
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

async function take(order: NewOrder, { kind, here, receipt }: Values): Promise<void> {
  const taken = await takeOrder(order);
  if (BENCH.has(kind) && here) await attempt(() => handIn(taken.id, receipt)); // where that fails, the order asks for it
  toast.value = { text: t('form.taken', { number: taken.number }) };
  await refresh();
  go({ order: taken.id }, '/console');
}

/** Who calls, and what is filled in by it. */
function useCaller() {
  const [values, setValues] = useState<Values>(empty);
  const [who, setWho] = useState('');
  const [customer, setCustomer] = useState<Customer | null>(null);
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const type = (text: string) => {
    setWho(text);
    setCustomer(null);
    set({ contact_id: '', site_id: '', ...(customer && { serial: '', model: '' }) }); // what was filled in for another customer
  };
  const choose = (found: Customer, contact = found.contacts[0]?.id) => {
    setCustomer(found);
    setWho(found.name);
    const device = found.devices.find((row) => sameWord(row.serial, who)) ?? found.devices[0];
    const site = device?.site_id ?? found.sites[0]?.id ?? '';
    set({ contact_id: contact ?? '', site_id: site, serial: device?.serial ?? '', model: device?.model ?? '' });
  };
  const recognise = (caller: Caller) => {
    if (caller.customer.id === customer?.id) set({ contact_id: caller.contact.id });
    else choose(caller.customer, caller.contact.id);
  };
  return { values, set, who, customer, type, choose, recognise };
}

interface WorkProps {
  values: Values;
  set: (change: Partial<Values>) => void;
  wrong: ReadonlySet<string>;
  levels: string[];
  level: string;
}

/** What is to be done, by when, and by whom it can be. */
function Work({ values, set, wrong, levels, level }: WorkProps) {
  const [skills, setSkills] = useState<[string, string][]>([]);
  useEffect(() => void learnSkills().then(setSkills), []);
  const field = (shape: Shape<keyof Values>, refused: string = shape.name, value = values[shape.name]) => (
    <Field
      shape={shape}
      value={String(value ?? '')}
      wrong={wrong.has(refused)}
      onChange={(entered) => set({ [shape.name]: entered })}
    />
  );
  const moment = { type: 'datetime-local', required: true, min: earliest() } as const;
  return (
    <>
      {field({ name: 'fault', label: t('form.fault'), type: 'area', rows: 3, required: true, longest: 4000 })}
      <div class="two">
        {field(
          { name: 'level', label: t('form.level'), type: 'choice', options: levels.map((key) => [key, levelName(key)]) },
          'level',
          level,
        )}
        {field({ name: 'kind', label: t('form.kind'), type: 'choice', options: WORK_KINDS.map((key) => [key, td('kind', key)]) })}
      </div>
      {BENCH.has(values.kind) ? (
        <Brought values={values} set={set} wrong={wrong} />
      ) : (
        <div class="two times">
          {field({ name: 'from', label: `${t('form.window')} ${t('form.from')}`, ...moment }, 'window_from')}
          {field({ name: 'to', label: t('form.to'), ...moment }, 'window_to')}
        </div>
      )}
      {field({
        name: 'came_in',
        label: t('form.came_in'),
        type: 'choice',
        options: [['', '–'], ...WAYS_IN.map((key): [string, string] => [key, td('came_in', key)])],
      })}
      {field({ name: 'skill', label: t('form.skill'), type: 'choice', options: [['', t('form.any')], ...skills] })}
      {field({ name: 'access_note', label: t('form.access') })}
    </>
  );
}

async function learnSkills(): Promise<[string, string][]> {
  if (!allowed('master.read')) return [];
  const found = await attempt(activeSkills);
  return (found ?? []).map(({ code, name }) => [code, name]);
}
