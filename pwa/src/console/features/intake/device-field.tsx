// About which device, or devices: those of the customer that were chosen, and one that nobody knows yet by its number.
import { t } from '../../../shared/i18n';
import { sameWord } from '../../../shared/same-word';
import type { Customer } from '../../data/customers';
import { Field } from '../../ui/field';
import { chosen, devicesOf, type FieldProps } from './order-values';

type Known = Customer['devices'][number];
const SHOWN = 6; // of those that fit what is typed; more of it finds the others

function useDevices({ values, set, customer }: Omit<FieldProps, 'wrong'>) {
  const known = customer?.devices ?? [];
  const isChosen = (row: Known) => values.devices.some(({ serial }) => serial === row.serial);
  const said = values.serial.trim().toLowerCase();
  const fits = known.filter((row) => !isChosen(row) && `${row.serial} ${row.model}`.toLowerCase().includes(said));
  const add = (row: Known) => {
    const site = row.site_id && !values.devices.length ? { site_id: row.site_id } : {}; // of several, the first says where
    set({ devices: [...values.devices, chosen(row)], serial: '', model: '', ...site });
  };
  const toggle = (row: Known) =>
    isChosen(row) ? set({ devices: values.devices.filter(({ serial }) => serial !== row.serial) }) : add(row);
  const type = (serial: string) => {
    const found = known.find((row) => sameWord(row.serial, serial) && !isChosen(row));
    const longer = known.some((row) => row !== found && row.serial.toLowerCase().startsWith(serial.trim().toLowerCase()));
    if (found && !longer) add(found);
    else set({ serial });
  };
  return { shown: [...known.filter(isChosen), ...fits.slice(0, SHOWN)], more: fits.length - SHOWN, isChosen, toggle, type };
}

export function DeviceField({ values, set, customer, wrong }: FieldProps) {
  const { shown, more, isChosen, toggle, type } = useDevices({ values, set, customer });
  const several = devicesOf(values).length;
  return (
    <fieldset class="devices">
      <legend>{t('form.devices')}</legend>
      <div class="two">
        <Field
          shape={{ name: 'serial', label: t(customer?.devices.length ? 'form.device_find' : 'form.device'), longest: 200 }}
          value={values.serial}
          wrong={wrong('serial')}
          onChange={(serial) => type(String(serial))}
        />
        {values.serial.trim() !== '' && (
          <Field
            shape={{ name: 'model', label: t('form.model'), longest: 200 }}
            value={values.model}
            onChange={(model) => set({ model: String(model) })}
          />
        )}
      </div>
      <ul>
        {shown.map((row) => (
          <li key={row.id}>
            <label class="check">
              <input type="checkbox" data-device={row.serial} checked={isChosen(row)} onChange={() => toggle(row)} />
              <span>
                <strong>{row.serial}</strong> <span class="soft">{row.model}</span>{' '}
                <span class="soft small">{siteOf(row, customer)}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft small">{t('form.devices_more', { n: more })}</p>}
      {several > 1 && (
        <p class="note small" data-several>
          {t('form.several', { n: several })}
        </p>
      )}
    </fieldset>
  );
}

/** Told where the customer has several. */
function siteOf({ site_id }: Known, customer: Customer | null): string {
  const site = customer?.sites.find((row) => row.id === site_id);
  return site && (customer?.sites.length ?? 0) > 1 ? site.address || site.name : '';
}
