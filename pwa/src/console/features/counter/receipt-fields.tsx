// What comes with a device, how it looks, and how it is opened: in the form of a new order, and on an order that was announced.
import { t } from '../../../shared/i18n';
import type { Receipt } from '../../data/counter';
import { Field } from '../../ui/field';

interface Props {
  values: Receipt;
  set: (change: Partial<Receipt>) => void;
}

export const NO_RECEIPT: Receipt = { accessories: '', condition: '', password_note: '' };

export function ReceiptFields({ values, set }: Props) {
  const area = (name: 'accessories' | 'condition', label: string) => (
    <Field
      shape={{ name, label, type: 'area', rows: 2, longest: 4000 }}
      value={values[name] ?? ''}
      onChange={(text) => set({ [name]: String(text) })}
    />
  );
  return (
    <>
      {area('accessories', t('counter.accessories'))}
      {area('condition', t('counter.condition'))}
      <Field
        shape={{ name: 'password_note', label: t('counter.password'), longest: 200 }}
        value={values.password_note ?? ''}
        onChange={(text) => set({ password_note: String(text) })}
      />
      <p class="soft small">{t('counter.password_hint')}</p>
    </>
  );
}
