// One of several, by name.
interface SelectProps {
  label: string;
  name?: string;
  value: string;
  options: [string, string][];
  wrong?: boolean | undefined;
  onChange: (value: string) => void;
}

export function Select({ label, name, value, options, wrong, onChange }: SelectProps) {
  return (
    <label>
      {label}
      <select
        name={name}
        value={value}
        aria-invalid={wrong || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
