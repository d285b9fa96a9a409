// A time zone is chosen: nobody spells one. What stands there already stays in the list.
interface Props {
  label: string;
  value: string;
  name?: string;
  disabled: boolean;
  invalid?: boolean;
  onChange: (zone: string) => void;
}

const KNOWN = Intl.supportedValuesOf('timeZone');

export function Zones({ label, value, name = 'time_zone', disabled, invalid, onChange }: Props) {
  const zones = [...new Set([...(value ? [value] : []), 'UTC', ...KNOWN])].toSorted();
  return (
    <label>
      {label}
      <select
        name={name}
        value={value}
        disabled={disabled}
        aria-invalid={invalid || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {!value && <option value="" />}
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </select>
    </label>
  );
}
