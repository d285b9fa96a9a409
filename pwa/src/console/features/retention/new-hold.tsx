// A hold: on all, on an engineer, or on an order by its number; it is never placed without a reason.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { findOrders } from '../../data/orders';
import type { Column } from '../../data/records';
import { placeHold } from '../../data/retention';
import { Field } from '../../ui/field';
import { Refused, useRefused } from '../../ui/marked';
import { NeededField } from '../../ui/needed-field';
import { onEscape } from '../../ui/on-escape';
import { Picker } from '../../ui/picker';
import { Select } from '../../ui/select';

type Kind = Schemas['NewHold']['kind'];
/** id: of the engineer; words: their name, or the order's number. */
interface Held {
  kind: Kind;
  id: string | null;
  words: string;
}
const KINDS: readonly Kind[] = ['order', 'engineer', 'organisation'];
const ENGINEER = { name: 'object_id', type: 'ref', ref: 'engineers' } as Column;

const isBlank = ({ kind, id, words }: Held) => (kind === 'order' && !words.trim()) || (kind === 'engineer' && !id);

/** Null where there is none: the server says so. */
async function objectOf({ kind, id, words }: Held): Promise<string | null> {
  if (kind !== 'order') return id;
  const number = words.trim().toLowerCase();
  return (await findOrders(number)).find((row) => row.number.toLowerCase() === number)?.id ?? null;
}

export function NewHold({ onPlaced, onCancel }: { onPlaced: () => Promise<void>; onCancel: () => void }) {
  const [held, setHeld] = useState<Held>({ kind: 'order', id: null, words: '' });
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!reason.trim() || isBlank(held)) return;
    await attend(async () => {
      await placeHold({ kind: held.kind, reason, object_id: await objectOf(held) });
      await onPlaced();
    });
  };
  return (
    <form
      ref={form}
      noValidate
      class="fields organisation"
      onSubmit={(event) => void submit(event)}
      onKeyDown={onEscape(onCancel)}
    >
      <Select
        label={t('retention.held')}
        name="kind"
        value={held.kind}
        options={KINDS.map((each) => [each, td('hold', each)] as const)}
        onChange={(kind) => setHeld({ kind: kind as Kind, id: null, words: '' })}
      />
      <What held={held} wrong={(tried && isBlank(held)) || fields.has('object_id')} onChange={setHeld} />
      <NeededField
        name="reason"
        label={t('retention.reason')}
        value={reason}
        blank={tried && !reason.trim()}
        onInput={setReason}
      />
      <Refused refused={refused} fields={fields} />
      <div class="tools">
        <button type="submit" class="primary" data-place>
          {t('retention.place')}
        </button>
        <button type="button" class="plain" onClick={onCancel}>
          {t('retention.cancel')}
        </button>
      </div>
    </form>
  );
}

function What({ held, wrong, onChange }: { held: Held; wrong: boolean; onChange: (held: Held) => void }) {
  if (held.kind === 'engineer')
    return (
      <Picker
        column={ENGINEER}
        label={td('hold', 'engineer')}
        value={held.id}
        name={held.words}
        wrong={wrong}
        disabled={false}
        onChange={(id, name) => onChange({ ...held, id: id as string | null, words: String(name ?? '') })}
      />
    );
  if (held.kind === 'organisation') return null;
  return (
    <Field
      shape={{ name: 'object_id', label: t('retention.number'), required: true }}
      value={held.words}
      wrong={wrong}
      onChange={(words) => onChange({ ...held, words: String(words) })}
    />
  );
}
