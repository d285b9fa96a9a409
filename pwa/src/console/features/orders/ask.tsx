// The question before an action of the table that has to be told something.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CHOICES, type Transition } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { actionWord, hasWords } from '../../../shared/status';
import { NeededChoice, NeededField } from '../../ui/needed-field';
import type { Line } from './line';
import { act } from './state';

interface Props {
  line: Line;
  row: Transition;
  onDone: () => void;
}

/** What an action has to be told. Its buttons say what they do: "Cancel" would be both the deed and the way back. */
export function Ask({ line, row, onDone }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [data, setData] = useState<Record<string, string>>({});
  const [blank, setBlank] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const visit = (name: string | undefined) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  useLayoutEffect(() => {
    visit(row.needs[0]);
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [row.action]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const missing = row.needs.filter((name) => !hasWords(data[name]));
    setBlank(new Set(missing));
    if (missing.length) return visit(missing[0]);
    setBusy(true);
    const done = await act(line, row.action, data);
    setBusy(false);
    if (done) onDone();
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // it leaves the question, not the order
    onDone();
  };
  return (
    <form
      ref={form}
      class="inline card"
      noValidate
      data-ask={row.action}
      onKeyDown={leave}
      onSubmit={(event) => void submit(event)}
    >
      <strong>{actionWord(row.action, line.kind)}</strong>
      {row.needs.map((name) => {
        const common = { name, label: td('sheet', name), value: data[name] ?? '', blank: blank.has(name) };
        const set = (text: string) => setData({ ...data, [name]: text });
        return CHOICES[name] ? (
          <NeededChoice key={name} {...common} choices={CHOICES[name]} onChoose={set} />
        ) : (
          <NeededField key={name} {...common} onInput={set} />
        );
      })}
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {row.action === 'cancel' ? t('ask.keep_order') : t('visit.back')}
        </button>
        <button type="submit" class={`primary ${row.action === 'cancel' ? 'weighty' : ''}`} disabled={busy}>
          {actionWord(row.action, line.kind)}
        </button>
      </div>
    </form>
  );
}
