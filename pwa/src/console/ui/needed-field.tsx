// A line that has to say something; left blank it says so itself.
import type { Ref } from 'preact';
import { t } from '../../shared/i18n';

interface Props {
  name: string;
  label: string;
  value: string;
  blank: boolean;
  /** Something else says it already. */
  optional?: boolean;
  field?: Ref<HTMLInputElement>;
  onInput: (text: string) => void;
}

export function NeededField({ name, label, value, blank, optional = false, field = null, onInput }: Props) {
  return (
    <label>
      {label}
      <input
        ref={field}
        name={name}
        required={!optional}
        maxLength={2000}
        value={value}
        aria-invalid={blank}
        aria-describedby={blank ? `blank-${name}` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {blank && (
        <span class="bad-word small" id={`blank-${name}`} role="alert">
          {t('ask.blank')}
        </span>
      )}
    </label>
  );
}
