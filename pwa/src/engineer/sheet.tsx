// A question that an action asks before it counts: the data that the table requires, and nothing else.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t, td } from '../shared/i18n';
import { LATE_CAUSES, type Transition } from '../shared/transitions.gen';

type Data = Record<string, unknown>;

/** Everything that comes up from below; a tap beside it closes it. */
export function Veil({ onClose, children }: { onClose: () => void; children: ComponentChildren }) {
  return (
    <div class="veil" onClick={(event) => event.target === event.currentTarget && onClose()} role="presentation">
      {children}
    </div>
  );
}

interface Props {
  row: Transition;
  /** What is known already: it stands in the fields and can be changed. */
  begun?: Data;
  onDone: (data: Data) => void;
  onCancel: () => void;
}

export function Sheet({ row, begun = {}, onDone, onCancel }: Props) {
  const [data, setData] = useState<Data>(row.action === 'running_late' ? { minutes: 20, cause: 'previous_job' } : begun);
  const filled = row.needs.every((name) => data[name]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (filled) onDone(data);
  };
  return (
    <Veil onClose={onCancel}>
      <form class="sheet" onSubmit={submit} aria-label={td('action', row.action)}>
        <h2>{td('action', row.action)}</h2>
        {row.needs.map((name) => (
          <Asked key={name} name={name} value={data[name]} onChange={(value) => setData({ ...data, [name]: value })} />
        ))}
        <button type="submit" class="primary big" disabled={!filled}>
          {t('sheet.save')}
        </button>
        <button type="button" class="plain big" onClick={onCancel}>
          {t('sheet.cancel')}
        </button>
      </form>
    </Veil>
  );
}

function Asked({ name, value, onChange }: { name: string; value: unknown; onChange: (value: unknown) => void }) {
  if (name === 'minutes') {
    return (
      <fieldset class="choices">
        <legend>{t('sheet.minutes')}</legend>
        {[10, 20, 30, 45, 60, 90].map((minutes) => (
          <button
            key={minutes}
            type="button"
            class={value === minutes ? 'chosen' : ''}
            aria-pressed={value === minutes}
            onClick={() => onChange(minutes)}
          >
            {minutes}
          </button>
        ))}
      </fieldset>
    );
  }
  if (name === 'cause') {
    return (
      <fieldset class="choices">
        <legend>{t('sheet.cause')}</legend>
        {LATE_CAUSES.map((cause) => (
          <button
            key={cause}
            type="button"
            class={value === cause ? 'chosen' : ''}
            aria-pressed={value === cause}
            onClick={() => onChange(cause)}
          >
            {td('cause', cause)}
          </button>
        ))}
      </fieldset>
    );
  }
  return (
    <label>
      {td('sheet', name)}
      <textarea name={name} rows={3} value={String(value ?? '')} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}
