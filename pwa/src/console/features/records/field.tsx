// One field of an entry, by the type of its column.
import { t, td } from '../../../shared/i18n';
import type { Column } from '../../data/records';
import { Picker } from '../../ui/picker';
import { useTyped } from '../../ui/typed';
import { Zones } from '../../ui/zones';
import { Codes } from './codes';
import { fromInput, inputType, inWords, toInput } from './value';

interface FieldProps {
  column: Column;
  value: unknown;
  name: unknown;
  wrong: boolean;
  disabled: boolean;
  /** Said behind the field's name. */
  after: string | undefined;
  onChange: (value: unknown, name?: unknown) => void;
}

export function Field({ column, value, name, wrong, disabled, after, onChange }: FieldProps) {
  const label = `${td('field', column.name)}${column.needed ? ' *' : ''}`;
  const common = { name: column.name, disabled, 'aria-invalid': wrong || undefined };
  if (column.type === 'yes')
    return (
      <label class="check">
        <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        {label}
      </label>
    );
  if (column.type === 'ref' || column.type === 'refs')
    return (
      <Picker column={column} label={label} value={value} name={name} wrong={wrong} disabled={disabled} onChange={onChange} />
    );
  if (column.type === 'code' || column.type === 'codes')
    return <Codes column={column} label={label} value={value} disabled={disabled} wrong={wrong} onChange={onChange} />;
  if (column.name === 'time_zone')
    return <Zones label={label} value={String(value ?? '')} disabled={disabled} invalid={wrong} onChange={onChange} />;
  if (column.type === 'choice')
    return (
      <label>
        {label}
        <select {...common} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value)}>
          {column.choices.map((choice) => (
            <option key={choice} value={choice}>
              {inWords(column, choice)}
            </option>
          ))}
        </select>
      </label>
    );
  if (column.type === 'long')
    return (
      <label>
        {label}
        <textarea {...common} rows={3} value={toInput(column, value)} onInput={(event) => onChange(event.currentTarget.value)} />
      </label>
    );
  return <Line column={column} label={label} value={value} wrong={wrong} disabled={disabled} after={after} onChange={onChange} />;
}

const LONGEST: Partial<Record<Column['type'], number>> = { text: 200, phone: 40, mail: 200, long: 4000 };

/** Read when it is left; that it is too long is said while it stands there. */
function Line({ column, label, value, wrong, disabled, after, onChange }: Omit<FieldProps, 'name'> & { label: string }) {
  const longest = LONGEST[column.type] ?? 200;
  const long = typeof value === 'string' && [...value].length > longest;
  const field = useTyped(toInput(column, value), (input) => onChange(fromInput(column, input.value)));
  return (
    <label>
      <span>
        {label} {after && <span class="soft">({after})</span>}
      </span>
      <input
        name={column.name}
        disabled={disabled}
        aria-invalid={wrong || undefined}
        placeholder={column.type === 'time' ? 'HH:MM' : undefined}
        {...({ type: inputType(column) } as { type: 'text' })}
        step={column.type === 'number' ? 'any' : undefined}
        required={column.needed}
        {...field}
        aria-describedby={long ? `long-${column.name}` : undefined}
      />
      {long && (
        <span id={`long-${column.name}`} class="bad-word small">
          {t('field.longest', { n: longest })}
        </span>
      )}
    </label>
  );
}
