// A refusal is said where it happened: the fields that the server names are marked, and its words stand by the button.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../../shared/api';
import { listed, t, td } from '../../shared/i18n';
import { toast } from '../app/toast';

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

/** For a form that is refused as a whole: it says what was refused, and looks at the first field that it marks then. */
export function useRefused<Form extends HTMLElement>() {
  const form = useRef<Form>(null);
  const [refused, setRefused] = useState<Refusal | null>(null);
  useEffect(() => {
    if (refused) showFirst(form.current);
  }, [refused]);
  const fields: ReadonlySet<string> = new Set((refused?.params.fields as string[] | undefined) ?? []);
  /** Does it. The code of a refusal, where it was refused; that nobody answered is a toast. */
  const attend = async (work: () => Promise<void>): Promise<string | undefined> => {
    setRefused(null);
    try {
      await work();
    } catch (fault) {
      if (fault instanceof Refusal) {
        setRefused(fault);
        return fault.code;
      }
      toast.value = { text: t('net.failed'), bad: true };
    }
    return undefined;
  };
  return { form, refused, fields, attend };
}

interface RefusedProps {
  refused: Refusal | null;
  fields: ReadonlySet<string>;
  say?: (field: string) => string;
}

/** What was refused, in the server's words, and which fields it names. */
export function Refused({ refused, fields, say = (field) => td('field', field) }: RefusedProps) {
  if (!refused) return null;
  return (
    <p class="note bad" role="alert">
      <strong>{refused.title}</strong> {refused.detail} {listed([...fields].map(say))}
    </p>
  );
}

export function Words({ marked }: { marked: Marked }) {
  if (!marked.title) return null;
  return (
    <p class="note bad" role="alert">
      <strong>{marked.title}</strong> {marked.detail}
    </p>
  );
}
