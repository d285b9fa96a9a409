// A whole number with its label, and what it means in a sentence under it.
import { NumberField } from './number-field';

interface Props {
  name: string;
  label: string;
  help: string;
  value: number;
  max: number;
  wrong: boolean;
  disabled: boolean;
  onChange: (value: number) => void;
  onUnread: (is: boolean) => void;
}

export function ExplainedNumber({ name, label, help, value, max, wrong, disabled, onChange, onUnread }: Props) {
  return (
    <div>
      <label>
        {label}
        <NumberField
          name={name}
          value={value}
          min={0}
          max={max}
          disabled={disabled}
          invalid={wrong}
          onChange={(read) => onChange(read ?? 0)}
          onUnread={onUnread}
        />
      </label>
      <p class="soft small">{help}</p>
    </div>
  );
}
