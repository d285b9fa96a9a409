// Levels or calendars that an entry names by their codes.
import { useEffect, useState } from 'preact/hooks';
import type { Calendar, Level } from '../../../shared/domain.gen';
import { language, t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import type { Column } from '../../data/records';
import { listOf, type Rule, type RuleKind } from '../../data/rules';

interface Props {
  column: Column;
  label: string;
  value: unknown;
  disabled: boolean;
  wrong: boolean;
  onChange: (value: unknown) => void;
}

/** Names one or several of the organisation's levels or calendars; of several, the first is what is proposed. */
export function Codes({ column, label, value, disabled, wrong, onChange }: Props) {
  const [rows, setRows] = useState<Rule<Level | Calendar>[]>([]);
  useEffect(() => {
    void attempt(() => listOf(column.ref as RuleKind)).then((found) => setRows(found ?? []));
  }, [column.ref]);
  const name = (row: Rule<Level | Calendar>) => row.document.names[language.value] ?? row.code;
  if (column.type === 'code')
    return (
      <label>
        {label}
        <select
          name={column.name}
          value={String(value ?? '')}
          disabled={disabled}
          aria-invalid={wrong || undefined}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        >
          <option value="">{t('levels.own_calendar')}</option>
          {rows.map((row) => (
            <option key={row.code} value={row.code}>
              {name(row)}
            </option>
          ))}
        </select>
      </label>
    );
  const chosen = (value as string[] | null) ?? [];
  const order = ({ document }: Rule<Level | Calendar>) => ('position' in document ? document.position : 0);
  const toggle = (code: string) => onChange(chosen.includes(code) ? chosen.filter((each) => each !== code) : [...chosen, code]);
  return (
    <fieldset class={`codes ${wrong ? 'wrong' : ''}`} aria-invalid={wrong || undefined}>
      <legend>{label}</legend>
      {rows
        .toSorted((a, b) => order(a) - order(b))
        .map((row) => (
          <button
            key={row.code}
            type="button"
            class="pill"
            data-code={row.code}
            disabled={disabled}
            aria-pressed={chosen.includes(row.code)}
            title={name(row)}
            onClick={() => toggle(row.code)}
          >
            {row.code}
            {chosen[0] === row.code && <span class="small"> · {t('levels.proposed')}</span>}
          </button>
        ))}
    </fieldset>
  );
}
