// Somebody comes beside whoever leads: why, and when they are promised.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { REASONS, type ReasonCode } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { fromField, toField } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { joinCrew } from '../../data/orders';
import { Field } from '../../ui/field';
import { onEscape } from '../../ui/on-escape';
import { Reasons } from '../../ui/reasons';
import type { Line } from '../orders/line';
import { refresh, sayDecided } from '../orders/state';

const [SOON, LONG] = [15 * 60_000, 60 * 60_000]; // when the window opens at first, and how long it is

interface Props {
  line: Line;
  zone: string;
  person: { engineer_id: string; name: string };
  onDone: () => void;
}

export function Join({ line, zone, person, onDone }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState<ReasonCode | ''>('');
  const [words, setWords] = useState('');
  const [window, setWindow] = useState(() => startOf(zone));
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    form.current?.querySelector<HTMLElement>('[data-reason]')?.focus();
  }, []);
  const ready = code !== '' && window.from < window.to && (code !== 'other' || words.trim() !== '');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const [window_from, window_to] = [fromField(window.from, zone), fromField(window.to, zone)];
    const body = {
      engineer_id: person.engineer_id,
      expected: line.status,
      window_from,
      window_to,
      reason_code: code,
      reason: words,
    };
    const done = await attempt(() => joinCrew(line.id, body));
    setBusy(false);
    await refresh();
    if (!done) return;
    onDone();
    await sayDecided(line, done, t('crew.joined', { name: person.name }), new Set());
  };
  return (
    <form
      ref={form}
      class="inline card"
      noValidate
      data-ask="join_crew"
      onKeyDown={onEscape(onDone)}
      onSubmit={(event) => void submit(event)}
    >
      <strong>{td('action', 'join_crew')}</strong>
      <Reasons
        legend={t('crew.why_join', { name: person.name })}
        codes={REASONS.join_crew ?? []}
        chosen={code}
        keys={false}
        onChoose={setCode}
      />
      {code === 'other' && (
        <Field
          shape={{ name: 'reason', label: t('reason.more'), required: true }}
          value={words}
          onChange={(said) => setWords(String(said))}
        />
      )}
      <div class="two">
        {(['from', 'to'] as const).map((name) => (
          <Field
            key={name}
            shape={{ name, label: t(`form.${name}`), type: 'datetime-local', required: true }}
            value={window[name]}
            onChange={(said) => setWindow({ ...window, [name]: String(said) })}
          />
        ))}
      </div>
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={busy || !ready}>
          {td('action', 'join_crew')}
        </button>
      </div>
    </form>
  );
}

function startOf(zone: string) {
  const opens = Math.ceil(Date.now() / SOON) * SOON + SOON;
  return { from: toField(opens, zone), to: toField(opens + LONG, zone) };
}
