// Where: a place of the customer's, or a new one, whose address moves the pin on the map beside the form.
import { useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { findPlaces } from '../../data/customers';
import { useChoice } from '../../ui/choice';
import { Field } from '../../ui/field';
import { placeName } from '../../ui/place-name';
import { Select } from '../../ui/select';
import { describedBy, Wrong } from '../../ui/wrong';
import { type FieldProps, NEW } from './order-values';

type Place = Schemas['Place'];

export function SiteField({ values, set, customer, wrong }: FieldProps) {
  return (
    <>
      {customer && (
        <Select
          label={t('form.site')}
          name="site"
          value={values.site_id}
          wrong={wrong('site_id')}
          options={[
            ['', t('agree.choose')],
            ...customer.sites.map((row): [string, string] => [row.id, placeName(row.name, row.address)]),
            [NEW, t('form.new_site')],
          ]}
          onChange={(site_id) => set({ site_id })}
        />
      )}
      {(!customer || values.site_id === NEW) && (
        <>
          <Address values={values} set={set} wrong={wrong('site')} />
          <Field
            shape={{ name: 'site_name', label: t('form.site_name'), longest: 200 }}
            value={values.site_name}
            onChange={(name) => set({ site_name: String(name) })}
          />
        </>
      )}
    </>
  );
}

/** Streets are proposed as they are typed; the number of the house stays as it was. */
function Address({ values, set, wrong }: Pick<FieldProps, 'values' | 'set'> & { wrong: string | undefined }) {
  const [places, setPlaces] = useState<Place[]>([]);
  const asked = useRef(0);
  const close = () => {
    asked.current++;
    setPlaces([]);
  };
  const look = async (address: string) => {
    const mine = ++asked.current;
    set({ address });
    const found = address.trim().length < 3 ? [] : await attempt(() => findPlaces(address.replace(/\d+/g, '')));
    if (mine === asked.current) setPlaces(found ?? []); // an answer to fewer letters may come later
  };
  const choose = (n: number) => {
    const found = places[n];
    close();
    if (!found) return;
    const number = values.address.match(/\d+/)?.[0];
    set({ address: number ? `${found.label} ${number}` : found.label, lat: found.lat, lon: found.lon });
  };
  const choice = useChoice('places', { count: places.length, onTake: choose, onClose: close });
  return (
    <div class="finder">
      <label>
        {t('form.address')}
        <input
          name="address"
          maxLength={200}
          {...choice.field}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={describedBy('address', wrong)}
          value={values.address}
          onInput={(event) => void look(event.currentTarget.value)}
        />
        <Wrong name="address" words={wrong} />
      </label>
      {places.length > 0 && (
        <div class="options in-line" id="places" role="listbox" aria-label={t('form.address')}>
          {places.map((row, n) => (
            <button key={row.label} type="button" {...choice.option(n)}>
              {row.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
