// One field of an entry, by the type of its column.
import { t, td } from '../../../shared/i18n';
import type { Column } from '../../data/records';
import { Field, type Shape } from '../../ui/field';
import { Picker } from '../../ui/picker';
import { useTyped } from '../../ui/typed';
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

export function EntryField({ column, value, name, wrong, disabled, after, onChange }: FieldProps) {
  const label = `${td('field', column.name)}${column.required ? ' *' : ''}`;
  const common = { label, value, wrong, disabled, onChange };
  if (column.type === 'ref' || column.type === 'refs') return <Picker column={column} name={name} {...common} />;
  if (column.type === 'code' || column.type === 'codes') return <Codes column={column} {...common} />;
  const shape = shapeOf(column, label);
  if (!shape) return <Line column={column} after={after} {...common} />;
  const shown = column.type === 'boolean' ? value === true : toInput(column, value);
  return <Field shape={shape} value={shown} wrong={wrong} disabled={disabled} onChange={onChange} />;
}

/** Of what is taken as it is typed or chosen. */
function shapeOf(column: Column, label: string): Shape | null {
  const shape = { name: column.name, label };
  if (column.type === 'boolean') return { ...shape, type: 'check' };
  if (column.name === 'time_zone') return { ...shape, type: 'zone' };
  if (column.type === 'choice')
    return { ...shape, type: 'choice', options: column.choices.map((each) => [each, inWords(column, each)]) };
  return column.type === 'long' ? { ...shape, type: 'area', rows: 3 } : null;
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
        required={column.required}
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
