// Where, and about which device: each field finds what is known and takes what is new.

import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { sameWord } from '../../../shared/same-word';
import { attempt } from '../../app/toast';
import { type Customer, findPlaces } from '../../data/customers';
import { Field } from '../../ui/field';
import { placeName } from '../../ui/place-name';
import { Select } from '../../ui/select';
import type { Point } from '../map/map-panel';
import type { Values } from './order-values';

type Place = Schemas['Place'];

export interface FieldProps {
  values: Values;
  set: (change: Partial<Values>) => void;
  customer: Customer | null;
  marked: ReadonlySet<string>;
}

/** pin: where the map was pressed last. */
export function SiteField({ values, set, customer, marked, pin }: FieldProps & { pin: Point | null }) {
  const isNew = !values.site_id;
  useEffect(() => {
    if (pin && isNew) set(pin);
  }, [pin]);
  return (
    <>
      {customer && (
        <Select
          label={t('form.site')}
          name="site"
          value={values.site_id}
          options={[
            ...customer.sites.map((row): [string, string] => [row.id, placeName(row.name, row.address)]),
            ['', t('form.new_site')],
          ]}
          onChange={(site_id) => set({ site_id })}
        />
      )}
      {isNew && (
        <>
          <Address values={values} set={set} wrong={marked.has('site')} />
          <Field
            shape={{ name: 'site_name', label: t('form.site_name'), longest: 200 }}
            value={values.site_name}
            onChange={(name) => set({ site_name: String(name) })}
          />
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

/** Streets are proposed as they are typed; the number of the house stays as it was. */
function Address({ values, set, wrong }: Pick<FieldProps, 'values' | 'set'> & { wrong: boolean }) {
  const [places, setPlaces] = useState<Place[]>([]);
  const look = async (address: string) => {
    set({ address });
    if (address.trim().length < 3) return setPlaces([]);
    setPlaces((await attempt(() => findPlaces(address.replace(/\d+/g, '')))) ?? []);
  };
  const choose = ({ label, lat, lon }: Place) => {
    const number = values.address.match(/\d+/)?.[0];
    set({ address: number ? `${label} ${number}` : label, lat, lon });
    setPlaces([]);
  };
  return (
    <div class="finder">
      <label>
        {t('form.address')}
        <input
          name="address"
          autocomplete="off"
          required
          maxLength={200}
          aria-invalid={wrong || undefined}
          value={values.address}
          onInput={(event) => void look(event.currentTarget.value)}
        />
      </label>
      {places.length > 0 && (
        <ul class="options">
          {places.map((row) => (
            <li key={row.label}>
              <button type="button" onClick={() => choose(row)}>
                {row.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function DeviceField({ values, set, customer, marked }: FieldProps) {
  const type = (serial: string) => {
    const known = customer?.devices.find((row) => sameWord(row.serial, serial));
    set(known ? { serial, model: known.model, ...(known.site_id ? { site_id: known.site_id } : {}) } : { serial });
  };
  return (
    <div class="two">
      <label>
        {t('form.device')}
        <input
          name="serial"
          list="serials"
          maxLength={200}
          aria-invalid={marked.has('serial') || undefined}
          value={values.serial}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <datalist id="serials">
          {customer?.devices.map((row) => (
            <option key={row.id} value={row.serial}>
              {row.model}
            </option>
          ))}
        </datalist>
      </label>
      <Field
        shape={{ name: 'model', label: t('form.model'), longest: 200 }}
        value={values.model}
        onChange={(model) => set({ model: String(model) })}
      />
    </div>
  );
}
