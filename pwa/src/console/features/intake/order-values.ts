// What stands in the form of a new order, and what the server is sent of it.
import { v7 as uuid } from 'uuid';
import { BENCH, type WayIn, type WorkKind } from '../../../shared/domain.gen';
import { fromField, serverNow, toField } from '../../../shared/time';
import { me } from '../../app/session';
import type { Receipt } from '../../data/counter';
import type { Customer } from '../../data/customers';
import { NO_PHOTOS, type TakenPhotos } from '../counter/photos';
import { NO_RECEIPT } from '../counter/receipt-fields';

export interface Values {
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

const DAY = 86_400_000;

/** Nobody promises what is long past. */
export function earliest(): string {
  return toField(serverNow() - DAY, zone());
}

function zone(): string {
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
    serial: '',
    model: '',
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

/** A device that is brought is promised for a day, from now until its end. */
function promised(values: Values): { window_from: string; window_to: string } {
  if (!BENCH.has(values.kind)) return { window_from: fromField(values.from, zone()), window_to: fromField(values.to, zone()) };
  return { window_from: new Date(serverNow()).toISOString(), window_to: fromField(`${values.promised_on}T23:59`, zone()) };
}

/** What the server is sent; level and second are decided beside the form's own fields. */
export function orderOf(values: Values, customer: Customer | null, who: string) {
  const brought = BENCH.has(values.kind);
  const site =
    brought || values.site_id
      ? null
      : { name: values.site_name, address: values.address, lat: values.lat ?? 0, lon: values.lon ?? 0 };
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
    contact_id: values.contact_id || null,
    contact: values.contact_id
      ? null
      : { name: values.contact_name, phone: values.contact_phone, language: document.documentElement.lang },
    site_id: brought ? null : values.site_id || null,
    site,
    serial: values.serial,
    model: values.model,
  };
}
