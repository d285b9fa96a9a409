// What stands in the form of a new order, and what the server is sent of it.
import { v7 as uuid } from 'uuid';
import { BENCH, type CallSubject, type WayIn, type WorkKind } from '../../../shared/domain.gen';
import { fromField, serverNow, toField } from '../../../shared/time';
import { me } from '../../app/session';
import type { Receipt } from '../../data/counter';
import type { Customer } from '../../data/customers';
import type { NewOrder } from '../../data/orders';
import { NO_PHOTOS, type TakenPhotos } from '../counter/photos';
import { NO_RECEIPT } from '../counter/receipt-fields';

/** A contact or a place that is entered with the order; '' is one that nobody chose yet. */
export const NEW = 'new';

/** order: the id of its order, where it is not the first. */
export interface Device {
  order: string;
  serial: string;
  model: string;
}

export interface Values {
  id: string;
  /** An id, NEW, or nothing. So is the site's. */
  contact_id: string;
  contact_name: string;
  contact_phone: string;
  site_id: string;
  site_name: string;
  address: string;
  lat: number | null;
  lon: number | null;
  /** Those of the customer's that were chosen. serial, model: of one that is not among them; other: the id of its order. */
  devices: Device[];
  serial: string;
  model: string;
  other: string;
  kind: WorkKind;
  came_in: WayIn | '';
  /** The call that becomes this order. */
  call_id: string;
  level: string;
  /** To whom it is promised, and what they are called. */
  engineer_id: string | null;
  engineer_name: string | null;
  skill: string;
  fault: string;
  access_note: string;
  from: string;
  to: string;
  /** Of a device that is brought: to which counter, until which day, and what is handed in with it. */
  station_id: string;
  promised_on: string;
  here: boolean;
  receipt: Receipt;
  photos: TakenPhotos;
}

export interface Answer {
  subject: CallSubject;
  answered: string;
}

/** answer: no order is needed, the question is kept with it. second: another order for a device that has one is meant. */
export interface Written {
  values: Values;
  who: string;
  customer: Customer | null;
  answer: Answer | null;
  second: boolean;
}

export function zone(): string {
  return me.value?.time_zone ?? 'UTC';
}

export function empty(): Values {
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
    devices: [],
    serial: '',
    model: '',
    other: uuid(),
    kind: 'repair',
    came_in: new URLSearchParams(location.search).has('phone') ? 'telephone' : '',
    call_id: '',
    level: '',
    engineer_id: null,
    engineer_name: null,
    skill: '',
    fault: '',
    access_note: '',
    from: toField(serverNow() + 30 * 60_000, zone()),
    to: toField(serverNow() + 120 * 60_000, zone()),
    station_id: '',
    promised_on: '',
    here: true,
    receipt: NO_RECEIPT,
    photos: NO_PHOTOS,
  };
}

export interface FieldProps {
  values: Values;
  set: (change: Partial<Values>) => void;
  customer: Customer | null;
  /** What is wrong with a field, in words. */
  wrong: (field: string) => string | undefined;
}

const NO_DEVICE: Omit<Device, 'order'> = { serial: '', model: '' };

/** A device of the customer's, as it is chosen. */
export function chosen({ serial, model }: Omit<Device, 'order'>): Device {
  return { order: uuid(), serial, model };
}

/** A device that is brought is promised for a day, from now until its end. */
function promised(values: Values): { window_from: string; window_to: string } {
  if (!BENCH.has(values.kind)) return { window_from: fromField(values.from, zone()), window_to: fromField(values.to, zone()) };
  return { window_from: new Date(serverNow()).toISOString(), window_to: fromField(`${values.promised_on}T23:59`, zone()) };
}

/** The device that was typed, beside those that were chosen; a call may well be about none. */
export function devicesOf({ devices, serial, model, other }: Values): Device[] {
  return serial.trim() ? [...devices, { order: other, serial, model }] : devices;
}

/** What the server is sent; of several devices the first has the form's own id. */
export function orderOf(values: Values, customer: Customer | null, who: string, second: boolean): NewOrder {
  const brought = BENCH.has(values.kind);
  const known = (id: string) => (id === NEW ? null : id || null);
  const [contact_id, site_id] = [known(values.contact_id), brought ? null : known(values.site_id)];
  const [first = NO_DEVICE, ...others] = devicesOf(values);
  return {
    id: values.id,
    kind: values.kind,
    came_in: values.came_in,
    call_id: values.call_id || null,
    engineer_id: values.engineer_id,
    level: values.level,
    fault: values.fault,
    skill: values.skill.trim() || null,
    access_note: values.access_note,
    ...promised(values),
    station_id: brought ? values.station_id || null : null,
    account_id: customer?.id ?? null,
    account_name: customer ? '' : who,
    contact_id,
    contact: contact_id
      ? null
      : { name: values.contact_name, phone: values.contact_phone, language: document.documentElement.lang },
    site_id,
    site:
      brought || site_id ? null : { name: values.site_name, address: values.address, lat: values.lat ?? 0, lon: values.lon ?? 0 },
    second,
    serial: first.serial,
    model: first.model,
    others: others.map(({ order, serial, model }) => ({ id: order, serial, model })),
  };
}
