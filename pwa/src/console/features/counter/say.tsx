// A question at the counter: a button that opens its fields, and says it. Blank fields that have to say something say so.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { refresh } from '../orders/state';

interface Props {
  name: string;
  label: string;
  send: string;
  open?: boolean;
  /** What it would say is not ready yet. */
  waits?: boolean;
  children: ComponentChildren;
  onSend: () => Promise<unknown>;
}

export function Say({ name, label, send, open: begun = false, waits = false, children, onSend }: Props) {
  const [open, setOpen] = useState(begun);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = await attempt(async () => {
      await onSend();
      return true;
    });
    if (done) setOpen(false);
    await refresh();
    setBusy(false);
  };
  if (!open)
    return (
      <button type="button" data-say={name} onClick={() => setOpen(true)}>
        {label}
      </button>
    );
  return (
    <form class="inline card" data-say={name} onSubmit={(event) => void submit(event)}>
      <strong>{label}</strong>
      {children}
      <div class="spread">
        <button type="button" class="plain" onClick={() => setOpen(false)}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={busy || waits}>
          {send}
        </button>
      </div>
    </form>
  );
}
