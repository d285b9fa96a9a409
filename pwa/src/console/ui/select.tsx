// One of several, by name.
interface SelectProps {
  label: string;
  name?: string;
  value: string;
  options: readonly (readonly [string, string])[];
  wrong?: boolean | undefined;
  disabled?: boolean | undefined;
  onChange: (value: string) => void;
}

export function Select({ label, ...chosen }: SelectProps) {
  return (
    <label>
      {label}
      <Options {...chosen} />
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
      aria-invalid={wrong || undefined}
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
