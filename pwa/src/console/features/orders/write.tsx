// Writing to the customer of an order, or ticking off what they wrote.
import { useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { hasWords } from '../../../shared/status';
import { attempt, toast } from '../../app/toast';
import { tickMessages, writeToCustomer } from '../../data/orders';
import { NeededArea } from '../../ui/needed-field';
import { type Detail, openDetail, refresh } from './state';

const LONGEST = 2000; // characters, as the server takes them (notify/messages/rules.py)

export function Write({ open: { line, extra } }: { open: Detail }) {
  const [writing, setWriting] = useState(false);
  const [text, setText] = useState('');
  const [blank, setBlank] = useState(false);
  const [busy, setBusy] = useState(false);
  const tick = async () => {
    await attempt(() => tickMessages(line.id));
    await refresh();
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBlank(!hasWords(text));
    if (!hasWords(text)) return;
    setBusy(true);
    const sent = await attempt(async () => {
      await writeToCustomer(line.id, text);
      return true;
    });
    setBusy(false);
    if (!sent) return; // what was typed stays
    setText('');
    setWriting(false);
    toast.value = { text: t('said.written') };
    await refresh();
    await openDetail(line.id);
  };
  if (!writing)
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
  return (
    <form class="inline card" noValidate data-writing onSubmit={(event) => void send(event)}>
      <NeededArea
        name="text"
        label={t('said.write', { name: extra.contact })}
        value={text}
        blank={blank}
        longest={LONGEST}
        onInput={setText}
      />
      <p class="soft small">{t(extra.contact_channel === 'none' ? 'said.write_calls' : 'said.write_goes')}</p>
      <div class="spread">
        <button type="button" class="plain" onClick={() => setWriting(false)}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {t('said.write_send')}
        </button>
      </div>
    </form>
  );
}
