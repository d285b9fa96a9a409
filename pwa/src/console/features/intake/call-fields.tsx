// A question that needs no order: what it was about, what was asked and what was answered.
import { CALL_SUBJECTS, type CallSubject } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { go } from '../../app/router';
import { toast } from '../../app/toast';
import { keepCall } from '../../data/calls';
import type { Customer } from '../../data/customers';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import { type Answer, type FieldProps, NEW, type Values } from './order-values';
import { CameInField } from './work-fields';

interface Props extends Omit<FieldProps, 'customer'> {
  answer: Answer;
  onAnswer: (answer: Answer) => void;
}

export const NO_ANSWER: Answer = { subject: 'how_to', answered: '' };

/** What was written as the fault of an order stays: it is the question. */
export function CallFields({ values, set, answer, onAnswer, wrong }: Props) {
  const area = { type: 'area', longest: 4000 } as const;
  return (
    <>
      <Field
        shape={{ name: 'fault', label: t('calls.asked'), rows: 3, ...area }}
        value={values.fault}
        wrong={wrong('asked')}
        onChange={(asked) => set({ fault: String(asked) })}
      />
      <Field
        shape={{ name: 'answered', label: t('calls.answered'), rows: 4, ...area }}
        value={answer.answered}
        wrong={wrong('answered')}
        onChange={(answered) => onAnswer({ ...answer, answered: String(answered) })}
      />
      <Select
        label={t('calls.subject')}
        name="subject"
        value={answer.subject}
        options={CALL_SUBJECTS.map((key) => [key, td('subject', key)])}
        onChange={(subject) => onAnswer({ ...answer, subject: subject as CallSubject })}
      />
      <CameInField values={values} set={set} />
    </>
  );
}

/** Raises what the server refuses. */
export async function keep(
  values: Values,
  customer: Customer | null,
  who: string,
  answer: Answer,
  onDone: () => Promise<void>,
): Promise<void> {
  const named = customer && values.contact_id !== NEW && values.contact_id;
  await keepCall({
    ...answer,
    asked: values.fault,
    came_in: values.came_in,
    account_id: customer?.id ?? null,
    account_name: customer ? '' : who,
    contact_id: named ? values.contact_id : null,
    name: named ? '' : values.contact_name,
    phone: named ? '' : values.contact_phone,
  });
  await onDone();
  toast.value = { text: t('calls.kept') };
  go({ call: null, row: null, words: null }, '/console/calls');
}
