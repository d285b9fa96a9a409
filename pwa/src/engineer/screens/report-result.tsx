// What came out of the visit: tapped, not typed; why, or until when, is asked only where it belongs.
import type { ComponentChildren } from 'preact';
import { language, t, td } from '../../shared/i18n';
import { date, serverNow, toField } from '../../shared/time';
import { value } from '../draft-edits';
import { change } from '../drafts';
import type { Draft } from '../model';
import { CLASSES, codesFor, dayIn, ofKind, RESULTS, UNTIL_DAYS } from '../results';

export function set(draft: Draft, key: string, text: string): void {
  change(draft.attendance_id, value(key, text));
}

export function Needed() {
  return (
    <span class="needed" aria-hidden="true">
      *
    </span>
  );
}

export function ResultChoice({ draft, zone }: { draft: Draft; zone: string }) {
  return (
    <>
      <Choice
        draft={draft}
        field="result"
        needed
        class="result"
        options={RESULTS.map((name) => [name, td('report', `result_${name}`)])}
      />
      {draft.values.result === 'unsolved' && <Coded draft={draft} kind="reason" needed />}
      {draft.values.result === 'workaround' && <Until draft={draft} zone={zone} />}
    </>
  );
}

function Until({ draft, zone }: { draft: Draft; zone: string }) {
  const now = serverNow();
  const days = UNTIL_DAYS.map((n): [string, string] => [dayIn(n, zone, now), t('report.until_days', { n })]);
  const { until } = draft.values;
  return (
    <Choice draft={draft} field="until" needed options={days}>
      <label>
        {until && !days.some(([day]) => day === until) ? date(until) : t('report.until_day')}
        <input
          type="date"
          name="until"
          value={until ?? ''}
          min={toField(now, zone).slice(0, 10)}
          onInput={(event) => set(draft, 'until', event.currentTarget.value)}
        />
      </label>
    </Choice>
  );
}

/** Nobody has to say these, and nobody types them. */
export function Classes({ draft }: { draft: Draft }) {
  const said = [...CLASSES, 'human'].some((key) => draft.values[key]);
  if (!codesFor(draft.attendance_id).length && !said) return null;
  return (
    <details class="card more classes" open={said}>
      <summary>{t('report.classes')}</summary>
      <Coded draft={draft} kind="fault_class" />
      <Coded draft={draft} kind="cause_class" />
      <Choice
        draft={draft}
        field="human"
        options={[
          ['yes', t('report.human_yes')],
          ['no', t('report.human_no')],
        ]}
      />
      <Coded draft={draft} kind="repeat_reason" />
    </details>
  );
}

function Coded({ draft, kind, needed }: { draft: Draft; kind: string; needed?: boolean }) {
  const codes = ofKind(codesFor(draft.attendance_id), kind);
  if (!codes.length) return null;
  const options = codes.map(({ code, names }): [string, string] => [code, names[language.value] ?? code]);
  return <Choice draft={draft} field={kind} needed={needed} options={options} />;
}

interface ChoiceProps {
  draft: Draft;
  field: string;
  options: [string, string][];
  needed?: boolean | undefined;
  class?: string;
  children?: ComponentChildren;
}

/** A second tap takes back what nobody has to say. */
function Choice({ draft, field, options, needed, class: look = '', children }: ChoiceProps) {
  const chosen = draft.values[field];
  return (
    <fieldset class={`choices ${look}`} data-field={field}>
      <legend>
        {td('report', `field_${field}`)} {needed && <Needed />}
      </legend>
      {options.map(([code, name]) => (
        <button
          key={code}
          type="button"
          name={code}
          class={chosen === code ? 'chosen' : ''}
          aria-pressed={chosen === code}
          onClick={() => set(draft, field, chosen === code && !needed ? '' : code)}
        >
          {name}
        </button>
      ))}
      {children}
    </fieldset>
  );
}
