// Where, and about which device: each field finds what is known and takes what is new.
import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { t } from '../shared/i18n';
import { sameWord } from '../shared/same-word';
import { picked } from './map-panel';
import { attempt } from './store';

export type Customer = Schemas['CustomerLine'];
type Place = Schemas['Place'];

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
  kind: string;
  level: string;
  skill: string;
  fault: string;
  access_note: string;
  from: string;
  to: string;
}

export interface FieldProps {
  values: Values;
  set: (change: Partial<Values>) => void;
  customer: Customer | null;
  marked: ReadonlySet<string>;
}

export function SiteField({ values, set, customer, marked }: FieldProps) {
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
                maxLength={200}
                aria-invalid={marked.has('site') || undefined}
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
            <input
              name="site_name"
              maxLength={200}
              value={values.site_name}
              onInput={(event) => set({ site_name: event.currentTarget.value })}
            />
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
      <label>
        {t('form.model')}
        <input name="model" maxLength={200} value={values.model} onInput={(event) => set({ model: event.currentTarget.value })} />
      </label>
    </div>
  );
}

interface SelectProps {
  label: string;
  name: string;
  value: string;
  options: [string, string][];
  wrong?: boolean | undefined;
  onChange: (value: string) => void;
}

export function Select({ label, name, value, options, wrong, onChange }: SelectProps) {
  return (
    <label>
      {label}
      <select
        name={name}
        value={value}
        aria-invalid={wrong || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
