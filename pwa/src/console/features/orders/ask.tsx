// The question before an action of the table that has to be told something.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CHOICES, REASONS, type ReasonCode, type Transition } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { hasWords, saysWhy } from '../../../shared/status';
import { actionWord } from '../../../shared/status-words';
import { moment } from '../../../shared/time';
import { NeededChoice, NeededField } from '../../ui/needed-field';
import { onEscape } from '../../ui/on-escape';
import { Reasons } from '../../ui/reasons';
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
  const codes = REASONS[row.action] ?? [];
  const said = (name: string) => hasWords(data[name]) || (name === 'reason' && saysWhy(data.reason_code));
  const visit = (name: string | undefined) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  useLayoutEffect(() => {
    if (codes.length) form.current?.querySelector<HTMLElement>('[data-reason]')?.focus();
    else visit(row.needs[0]);
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [row.action]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const missing = row.needs.filter((name) => !said(name));
    setBlank(new Set(missing));
    if (missing.length) return visit(missing[0]);
    setBusy(true);
    const done = await act(line, row.action, data);
    setBusy(false);
    if (done) onDone();
  };
  const choose = (code: ReasonCode) => {
    setData({ ...data, reason_code: code });
    const open = code === 'other' ? 'reason' : row.needs.find((name) => name !== 'reason' && !said(name));
    if (open) visit(open);
    else form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
  };
  const leave = onEscape(onDone);
  const onKey = (event: KeyboardEvent) => {
    const code = event.target instanceof HTMLInputElement ? undefined : codes[Number(event.key) - 1];
    if (!code) return leave(event);
    event.stopPropagation(); // it is meant for the question, not for the board
    choose(code);
  };
  return (
    <form
      ref={form}
      class="inline card"
      noValidate
      data-ask={row.action}
      onKeyDown={onKey}
      onSubmit={(event) => void submit(event)}
    >
      <strong>{actionWord(row.action, line.kind)}</strong>
      {codes.length > 0 && (
        <Reasons legend={t('reason.why')} codes={codes} chosen={data.reason_code ?? ''} keys onChoose={choose} />
      )}
      <Needs row={row} data={data} blank={blank} set={(change) => setData({ ...data, ...change })} />
      {row.action === 'pin' && <PinnedTime line={line} data={data} set={setData} />}
      <Deeds line={line} action={row.action} busy={busy} onDone={onDone} />
    </form>
  );
}

interface PinnedTimeProps {
  line: Line;
  data: Record<string, string>;
  set: (data: Record<string, string>) => void;
}

/** Where they are there within the promise as things stand, that time can stay too. */
function PinnedTime({ line, data: { pinned_for, ...data }, set }: PinnedTimeProps) {
  const { predicted_arrival: at, window_from, window_to } = line;
  if (!at || !window_from || !window_to) return null;
  if (Date.parse(at) < Date.parse(window_from) || Date.parse(at) > Date.parse(window_to)) return null;
  return (
    <label class="check">
      <input
        type="checkbox"
        name="pinned_for"
        checked={pinned_for !== undefined}
        onChange={(event) => set(event.currentTarget.checked ? { ...data, pinned_for: at } : data)}
      />
      {t('pin.time', { at: moment(at, line.time_zone) })}
    </label>
  );
}

function Deeds({ line, action, busy, onDone }: { line: Line; action: Transition['action']; busy: boolean; onDone: () => void }) {
  return (
    <div class="spread">
      <button type="button" class="plain" onClick={onDone}>
        {action === 'cancel' ? t('ask.keep_order') : t('visit.back')}
      </button>
      <button type="submit" class={`primary ${action === 'cancel' ? 'weighty' : ''}`} disabled={busy}>
        {actionWord(action, line.kind)}
      </button>
    </div>
  );
}

interface NeedsProps {
  row: Transition;
  data: Record<string, string>;
  blank: ReadonlySet<string>;
  set: (change: Record<string, string>) => void;
}

function Needs({ row, data, blank, set }: NeedsProps) {
  const coded = (name: string) => name === 'reason' && Boolean(REASONS[row.action]);
  return row.needs.map((name) =>
    CHOICES[name] ? (
      <NeededChoice
        key={name}
        name={name}
        label={td('sheet', name)}
        value={data[name] ?? ''}
        blank={blank.has(name)}
        choices={CHOICES[name]}
        onChoose={(text) => set({ [name]: text })}
      />
    ) : (
      <NeededField
        key={name}
        name={name}
        label={coded(name) ? t('reason.more') : td('sheet', name)}
        optional={coded(name) && saysWhy(data.reason_code)}
        value={data[name] ?? ''}
        blank={blank.has(name)}
        onInput={(text) => set({ [name]: text })}
      />
    ),
  );
}
