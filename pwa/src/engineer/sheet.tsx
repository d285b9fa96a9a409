// A question that an action asks before it counts: the data that the table requires, and nothing else.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { CHOICES, LATE_CAUSES, REASONS, type Transition } from '../shared/domain.gen';
import { listed, t, td } from '../shared/i18n';
import { hasWords, saysWhy } from '../shared/status';
import { span } from '../shared/time';
import { LATE_CHOICES } from './day';
import { withoutWords } from './draft-edits';
import { change, draftWords, type Ending, ending, keepWords } from './drafts';
import { sheetOpened } from './router';

export type Data = Record<string, unknown>;

/** What a sheet asks beside what its action needs. enough: nothing more has to be said; said: what is sent of it. */
export interface Also {
  enough: (data: Data) => boolean;
  said: (data: Data) => Data;
  render: (data: Data, set: (name: string, value: unknown) => void) => ComponentChildren;
}

interface VeilProps {
  label: string;
  class?: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Everything that comes up before the screen; a tap beside it, Back or Escape closes it, and the focus goes there and back. */
export function Veil({ label, class: kind = '', onClose, children }: VeilProps) {
  const here = useRef<HTMLDivElement>(null);
  // Before it is seen: a moment later would take the focus from whoever types already.
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    here.current?.focus();
    const gone = sheetOpened(onClose);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', onKey);
    return () => {
      gone();
      removeEventListener('keydown', onKey);
      before?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div class={`veil ${kind}`} role="presentation" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div ref={here} class="over" role="dialog" aria-modal="true" aria-label={label} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}

export interface SheetProps {
  attendance_id: string;
  row: Transition;
  /** What is known already: it stands in the fields and can be changed. */
  begun?: Data;
  also?: Also | undefined;
  /** ends: the words go in the very transaction that saves them. */
  onDone: (data: Data, ends: Ending) => void;
  onCancel: () => void;
}

/** What was typed stays until it is said: a tap beside the sheet, or a phone that dies, does not take it. */
export function Sheet({ attendance_id, row, begun = {}, also, onDone, onCancel }: SheetProps) {
  const kept = `sheet:${row.action}`;
  const data: Data = { ...begun, ...(draftWords(attendance_id, kept) as Data | undefined) };
  const set = (name: string, value: unknown) => keepWords(attendance_id, kept, { [name]: value === '' ? undefined : value });
  const codes = REASONS[row.action] ?? [];
  const missing = also?.enough(data) ? [] : row.needs.filter((name) => !isSaid(name, data));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!missing.length) onDone(also?.said(data) ?? whole(row.needs, data), ending(attendance_id, withoutWords(kept)));
  };
  return (
    <Veil label={td('action', row.action)} onClose={onCancel}>
      <form class="sheet" onSubmit={submit}>
        <h2>{td('action', row.action)}</h2>
        {also?.render(data, set)}
        {codes.length > 0 && (
          <Choice
            legend={td('sheet_ask', row.action)}
            rows={codes.map((code) => [code, td('reason', code)])}
            value={data.reason_code}
            onChange={(code) => set('reason_code', code)}
          />
        )}
        {row.needs.map((name) => (
          <Asked key={name} action={row.action} name={name} value={data[name]} onChange={(value) => set(name, value)} />
        ))}
        {missing.length > 0 && (
          <p class="soft small">{t('report.needed', { what: listed(missing.map((name) => td('sheet', name))) })}</p>
        )}
        <button type="submit" class="primary big" disabled={missing.length > 0}>
          {t(row.action === 'ask_for_help' ? 'sheet.ask' : 'sheet.save')}
        </button>
        <Leave attendance_id={attendance_id} place={kept} onLeave={onCancel} />
      </form>
    </Veil>
  );
}

/** Where nobody is there, nobody can be named who was. */
const ALONE = 'nobody_there';

function isSaid(name: string, data: Data): boolean {
  if (name === 'witness' && data.reason_code === ALONE) return true;
  return hasWords(data[name]) || (name === 'reason' && saysWhy(data.reason_code));
}

function whole(needs: readonly string[], data: Data): Data {
  return needs.includes('witness') && !hasWords(data.witness) ? { ...data, witness: td('reason', ALONE) } : data;
}

interface LeaveProps {
  attendance_id: string;
  place: string;
  onLeave: () => void;
}

/** Words that were begun stay for later, unless the engineer says that they are not wanted. */
export function Leave({ attendance_id, place, onLeave }: LeaveProps) {
  const begun = draftWords(attendance_id, place) !== undefined;
  return (
    <div class="pair">
      {begun && <Discard attendance_id={attendance_id} place={place} onDone={onLeave} />}
      <button type="button" class="plain big" onClick={onLeave}>
        {t(begun ? 'sheet.later' : 'sheet.cancel')}
      </button>
    </div>
  );
}

export function Discard({ attendance_id, place, onDone }: { attendance_id: string; place: string; onDone?: () => void }) {
  const discard = () => {
    change(attendance_id, withoutWords(place));
    onDone?.();
  };
  return (
    <button type="button" class="plain danger big" data-discard onClick={discard}>
      {t('sheet.discard')}
    </button>
  );
}

interface AskedProps {
  action: string;
  name: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Asked({ action, name, value, onChange }: AskedProps) {
  if (name === 'minutes')
    return (
      <Choice
        legend={t('sheet.minutes')}
        rows={LATE_CHOICES.map((minutes) => [minutes, span(minutes * 60_000)])}
        value={value}
        onChange={onChange}
      />
    );
  if (name === 'cause')
    return (
      <Choice
        legend={t('sheet.cause')}
        rows={LATE_CAUSES.map((cause) => [cause, td('cause', cause)])}
        value={value}
        onChange={onChange}
      />
    );
  const choices = CHOICES[name];
  if (choices)
    return (
      <Choice
        legend={td('sheet', name)}
        rows={choices.map((choice) => [choice, td(name, choice)])}
        value={value}
        onChange={onChange}
      />
    );
  const own = td('sheet_ask', action);
  return (
    <label>
      {name === 'reason' ? t('reason.more') : name === 'witness' || own === action ? td('sheet', name) : own}
      <textarea name={name} rows={3} value={String(value ?? '')} onInput={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

interface ChoiceProps {
  legend: string;
  rows: [unknown, string][];
  value: unknown;
  onChange: (value: unknown) => void;
}

export function Choice({ legend, rows, value, onChange }: ChoiceProps) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {rows.map(([key, text]) => (
        <button
          key={text}
          type="button"
          class={value === key ? 'chosen' : ''}
          aria-pressed={value === key}
          data-choose={String(key)}
          onClick={() => onChange(key)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
