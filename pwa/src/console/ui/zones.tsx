// A time zone is chosen: nobody spells one. What stands there already stays in the list.
import { Select } from './select';

interface Props {
  label: string;
  value: string;
  name?: string;
  disabled?: boolean | undefined;
  invalid?: boolean | undefined;
  onChange: (zone: string) => void;
}

const KNOWN = Intl.supportedValuesOf('timeZone');

export function Zones({ label, value, name = 'time_zone', disabled, invalid, onChange }: Props) {
  const zones = [...new Set(['UTC', ...KNOWN, ...(value ? [value] : [])])].toSorted();
  const options = [...(value ? [] : ['']), ...zones].map((zone) => [zone, zone] as const);
  return (
    <Select label={label} name={name} value={value} options={options} disabled={disabled} wrong={invalid} onChange={onChange} />
  );
}
