// Somebody comes beside whoever leads: why, and when they are promised.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { REASONS, type ReasonCode } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { fromField, serverNow, toField } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { joinCrew } from '../../data/orders';
import { Field } from '../../ui/field';
import { onEscape } from '../../ui/on-escape';
import { Reasons } from '../../ui/reasons';
import type { Line } from '../orders/line';
import { detail, refresh, sayDecided } from '../orders/state';

const [SOON, LONG] = [15 * 60_000, 60 * 60_000]; // when the window opens at first, and how long it is

interface Props {
  line: Line;
  zone: string;
  person: { engineer_id: string; name: string };
  onDone: () => void;
}

export function Join(props: Props) {
  const { person, onDone } = props;
  const { form, said, set, ready, submit } = useJoin(props);
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
        chosen={said.code}
        keys={false}
        onChoose={(code) => set({ code })}
      />
      {said.code === 'other' && (
        <Field
          shape={{ name: 'reason', label: t('reason.more'), required: true }}
          value={said.words}
          onChange={(words) => set({ words: String(words) })}
        />
      )}
      <div class="two">
        {(['from', 'to'] as const).map((name) => (
          <Field
            key={name}
            shape={{ name, label: t(`form.${name}`), type: 'datetime-local', required: true }}
            value={said[name]}
            onChange={(at) => set({ [name]: String(at) })}
          />
        ))}
      </div>
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={!ready}>
          {td('action', 'join_crew')}
        </button>
      </div>
    </form>
  );
}

function useJoin({ line, zone, person, onDone }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [said, setSaid] = useState(() => ({ code: '' as ReasonCode | '', words: '', ...startOf(zone) }));
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    form.current?.querySelector<HTMLElement>('[data-reason]')?.focus();
  }, []);
  const ready = !busy && said.code !== '' && said.from < said.to && (said.code !== 'other' || said.words.trim() !== '');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const before = new Set(detail.value?.messages.map((row) => row.id));
    const [window_from, window_to] = [fromField(said.from, zone), fromField(said.to, zone)];
    const why = { reason_code: said.code, reason: said.words };
    const body = { engineer_id: person.engineer_id, expected: line.status, window_from, window_to, ...why };
    const done = await attempt(() => joinCrew(line.id, body));
    setBusy(false);
    await refresh();
    if (!done) return;
    onDone();
    await sayDecided(line, done, t('crew.joined', { name: person.name }), before);
  };
  const set = (change: Partial<typeof said>) => setSaid((now) => ({ ...now, ...change }));
  return { form, said, set, ready, submit };
}

function startOf(zone: string) {
  const opens = Math.ceil(serverNow() / SOON) * SOON + SOON;
  return { from: toField(opens, zone), to: toField(opens + LONG, zone) };
}
