// A field for a number.
import { useId, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { useTyped } from './typed';

interface Props {
  value: number | null;
  min: number;
  max: number;
  label?: string;
  name?: string;
  whole?: boolean;
  required?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  onChange: (value: number | null) => void;
  /** What stands in the field cannot be taken, or can again. */
  onUnread?: (is: boolean) => void;
}

/** A number within its bounds. What lies outside stays as it was typed, is marked, and is never changed in silence. */
export function NumberField({
  value,
  min,
  max,
  label,
  name,
  whole = true,
  required = true,
  disabled,
  invalid,
  onChange,
  onUnread,
}: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const read = (text: string, broken: boolean) => {
    const found = text.trim() === '' ? null : Number(text);
    const fits = !broken && (found === null ? !required : found >= min && found <= max && (!whole || Number.isInteger(found)));
    setTyped(fits ? null : text);
    onUnread?.(!fits);
    if (fits) onChange(found);
  };
  const field = useTyped(String(typed ?? value ?? ''), (input) => read(input.value, input.validity.badInput));
  return (
    <>
      <input
        type="number"
        name={name}
        min={min}
        max={max}
        step={whole ? 1 : 'any'}
        required={required}
        aria-label={label}
        aria-invalid={typed !== null || invalid || undefined}
        aria-describedby={typed === null ? undefined : id}
        disabled={disabled}
        {...field}
      />
      {typed !== null && (
        <span id={id} class="bad-word small" role="alert">
          {t(whole ? 'number.whole' : 'number.between', { from: min, to: max })}
        </span>
      )}
    </>
  );
}
