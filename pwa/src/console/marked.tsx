// A refusal is said where it happened: the fields that the server names are marked, and its words stand by the button.
import { useEffect, useRef } from 'preact/hooks';
import { Refusal } from '../shared/api';
import { t } from '../shared/i18n';
import { toast } from './store';

export interface Marked {
  fields: ReadonlySet<string>;
  title: string;
  detail: string;
}

export const UNMARKED: Marked = { fields: new Set(), title: '', detail: '' };

/** Null where nobody answered: that is a toast, and no field is wrong. */
export function markedOf(fault: unknown): Marked {
  if (!(fault instanceof Refusal)) {
    toast.value = { text: t('net.failed'), bad: true };
    return UNMARKED;
  }
  const fields = Array.isArray(fault.params.fields) ? fault.params.fields.map(String) : [];
  return { fields: new Set(fields), title: fault.title, detail: fault.detail };
}

/** The first marked field is looked at. */
export function showFirst(form: HTMLElement | null): void {
  const first = form?.querySelector<HTMLElement>('[aria-invalid=true]');
  (first?.matches('fieldset') ? first.querySelector<HTMLElement>('button, input') : first)?.focus();
}

/** For a form that says itself what was refused: the first field that it marks then has the focus. */
export function useFirstMarked<Form extends HTMLElement>(refused: Refusal | null) {
  const form = useRef<Form>(null);
  useEffect(() => {
    if (refused) showFirst(form.current);
  }, [refused]);
  return form;
}

export function Words({ marked }: { marked: Marked }) {
  if (!marked.title) return null;
  return (
    <p class="note bad" role="alert">
      <strong>{marked.title}</strong> {marked.detail}
    </p>
  );
}
