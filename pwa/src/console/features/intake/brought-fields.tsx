// A device that is brought: to which counter, until which day it is promised, and what is handed in now.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { serverNow, toField } from '../../../shared/time';
import { me } from '../../app/session';
import { attempt } from '../../app/toast';
import { type Counter, listCounters } from '../../data/counter';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import { Photos } from '../counter/photos';
import { ReceiptFields } from '../counter/receipt-fields';
import type { FieldProps } from './order-values';

export function CounterField({ values, set }: Pick<FieldProps, 'values' | 'set'>) {
  const [counters, setCounters] = useState<Counter[]>([]);
  useEffect(() => {
    void attempt(listCounters).then((found) => {
      setCounters(found ?? []);
      if (!values.station_id && found?.[0]) set({ station_id: found[0].id });
    });
  }, []);
  return (
    <Select
      label={t('counter.station')}
      name="station_id"
      value={values.station_id}
      options={counters.map((row) => [row.id, row.name])}
      onChange={(station_id) => set({ station_id })}
    />
  );
}

export function Brought({ values, set, wrong }: Omit<FieldProps, 'customer'>) {
  return (
    <>
      <Field
        shape={{
          name: 'promised_on',
          label: t('counter.promised'),
          type: 'date',
          min: toField(serverNow(), me.value?.time_zone ?? 'UTC').slice(0, 10),
        }}
        value={values.promised_on}
        wrong={wrong('window_to')}
        onChange={(day) => set({ promised_on: String(day) })}
      />
      <Field
        shape={{ name: 'here', label: t('counter.here'), type: 'check' }}
        value={values.here}
        onChange={(here) => set({ here: here === true })}
      />
      {values.here && (
        <>
          <ReceiptFields values={values.receipt} set={(change) => set({ receipt: { ...values.receipt, ...change } })} />
          <Photos before={values.photos.ready} onChange={(photos) => set({ photos })} />
        </>
      )}
    </>
  );
}
