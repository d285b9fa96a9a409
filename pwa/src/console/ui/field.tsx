// A field by its shape: what the forms of the console are made of.
import { Select } from './select';
import { describedBy, Wrong } from './wrong';
import { Zones } from './zones';

/** type: a line of text, where nothing else is said. */
export interface Shape<Name extends string = string> {
  name: Name;
  label: string;
  type?: 'email' | 'tel' | 'date' | 'datetime-local' | 'area' | 'choice' | 'check' | 'zone';
  required?: boolean;
  longest?: number;
  rows?: number;
  min?: string;
  options?: readonly (readonly [string, string])[];
  lang?: string;
}

type Entered = string | boolean;

interface Props {
  shape: Shape;
  value: Entered;
  /** Words stand under the field. */
  wrong?: boolean | string | undefined;
  disabled?: boolean | undefined;
  onChange: (value: Entered) => void;
}

export function Field({ shape, value, wrong, disabled, onChange }: Props) {
  const { name, label, type, required, longest, rows, min, options = [], lang } = shape;
  const common = {
    name,
    disabled,
    required,
    'aria-invalid': wrong ? true : undefined,
    'aria-describedby': describedBy(name, wrong),
  };
  if (type === 'choice')
    return (
      <Select
        label={label}
        name={name}
        value={String(value)}
        options={options}
        wrong={wrong}
        disabled={disabled}
        onChange={onChange}
      />
    );
  if (type === 'zone')
    return (
      <Zones label={label} name={name} value={String(value)} disabled={disabled} invalid={Boolean(wrong)} onChange={onChange} />
    );
  if (type === 'check')
    return (
      <label class="check">
        <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        {label}
      </label>
    );
  const typed = { ...common, maxLength: longest, value: String(value) };
  if (type === 'area')
    return (
      <label>
        {label}
        <textarea {...typed} rows={rows} onInput={(event) => onChange(event.currentTarget.value)} />
        <Wrong name={name} words={wrong} />
      </label>
    );
  return (
    <label lang={lang}>
      {label}
      <input
        {...typed}
        {...({ type: type ?? 'text' } as { type: 'text' })}
        min={min}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <Wrong name={name} words={wrong} />
    </label>
  );
}

interface FieldsProps<Name extends string> {
  shapes: readonly Shape<Name>[];
  values: Record<Name, Entered>;
  wrong: ReadonlySet<string>;
  disabled?: boolean;
  onChange: (name: Name, value: Entered) => void;
}

/** One after the other. */
export function Fields<Name extends string>({ shapes, values, wrong, disabled, onChange }: FieldsProps<Name>) {
  return (
    <>
      {shapes.map((shape) => (
        <Field
          key={shape.name}
          shape={shape}
          value={values[shape.name]}
          wrong={wrong.has(shape.name)}
          disabled={disabled}
          onChange={(value) => onChange(shape.name, value)}
        />
      ))}
    </>
  );
}
