// One of several, by name.
import { describedBy, Wrong } from './wrong';

interface SelectProps {
  label: string;
  name?: string;
  value: string;
  options: readonly (readonly [string, string])[];
  /** Words stand under it. */
  wrong?: boolean | string | undefined;
  disabled?: boolean | undefined;
  onChange: (value: string) => void;
}

export function Select({ label, ...chosen }: SelectProps) {
  return (
    <label>
      {label}
      <Options {...chosen} />
      <Wrong name={chosen.name ?? ''} words={chosen.wrong} />
    </label>
  );
}

interface OptionsProps extends Omit<SelectProps, 'label'> {
  /** What it is called where no word stands before it. */
  called?: string;
}

export function Options({ name, value, options, wrong, disabled, called, onChange }: OptionsProps) {
  return (
    <select
      name={name}
      value={value}
      disabled={disabled}
      aria-label={called}
      aria-invalid={wrong ? true : undefined}
      aria-describedby={describedBy(name ?? '', wrong)}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}
