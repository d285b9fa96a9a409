// Writing to the customer of an order, or ticking off what they wrote.
import { useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { hasWords } from '../../../shared/status';
import { attempt, toast } from '../../app/toast';
import { tickMessages, writeToCustomer } from '../../data/orders';
import { NeededArea } from '../../ui/needed-field';
import { type Detail, openDetail, refresh } from './state';

const drafts = new Map<string, string>(); // by order: who looks at another one meanwhile finds their words again
const LONGEST = 2000; // characters, as the server takes them (notify/messages/rules.py)

export function Write({ open }: { open: Detail }) {
  const { line, extra } = open;
  const [writing, setWriting] = useState(hasWords(drafts.get(line.id)));
  const tick = async () => {
    await attempt(() => tickMessages(line.id));
    await refresh();
  };
  if (writing) return <Form open={open} onDone={() => setWriting(false)} />;
  return (
    <p class="keys">
      <button type="button" data-write onClick={() => setWriting(true)}>
        <Icon name="message" /> {t('said.write', { name: extra.contact })}
      </button>
      {line.unread > 0 && (
        <button type="button" data-tick onClick={() => void tick()}>
          {t('said.tick')}
        </button>
      )}
    </p>
  );
}

function Form({ open: { line, extra }, onDone }: { open: Detail; onDone: () => void }) {
  const { text, type, blank, busy, send } = useMessage(line.id, onDone);
  return (
    <form
      class="inline card"
      noValidate
      data-writing
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation(); // it leaves the message, not the order
        onDone();
      }}
      onSubmit={(event) => void send(event)}
    >
      <NeededArea
        name="text"
        label={t('said.write', { name: extra.contact })}
        value={text}
        blank={blank}
        longest={LONGEST}
        onInput={type}
      />
      <p class="soft small">{t(extra.contact_channel === 'none' ? 'said.write_calls' : 'said.write_goes')}</p>
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {t('said.write_send')}
        </button>
      </div>
    </form>
  );
}

function useMessage(order: string, onDone: () => void) {
  const [text, setText] = useState(drafts.get(order) ?? '');
  const [blank, setBlank] = useState(false);
  const [busy, setBusy] = useState(false);
  const type = (typed: string) => {
    drafts.set(order, typed);
    setText(typed);
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBlank(!hasWords(text));
    if (!hasWords(text)) return;
    setBusy(true);
    const sent = await attempt(async () => {
      await writeToCustomer(order, text);
      return true;
    });
    setBusy(false);
    if (!sent) return; // what was typed stays
    type('');
    onDone();
    toast.value = { text: t('said.written') };
    await refresh();
    await openDetail(order);
  };
  return { text, type, blank, busy, send };
}
