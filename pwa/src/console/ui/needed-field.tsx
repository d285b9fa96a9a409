// A line that has to say something; left blank it says so itself.
import type { Ref } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, td } from '../../shared/i18n';

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

function Blank({ name }: { name: string }) {
  return (
    <span class="bad-word small" id={`blank-${name}`} role="alert">
      {t('ask.blank')}
    </span>
  );
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
      {blank && <Blank name={name} />}
    </label>
  );
}

interface AreaProps extends Omit<Props, 'field' | 'optional'> {
  longest: number;
}

/** Several lines; whoever opened it wants to type. */
export function NeededArea({ name, label, value, blank, longest, onInput }: AreaProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label>
      {label}
      <textarea
        ref={field}
        name={name}
        rows={4}
        required
        maxLength={longest}
        value={value}
        aria-invalid={blank}
        aria-describedby={blank ? `blank-${name}` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {blank && <Blank name={name} />}
    </label>
  );
}

interface ChoiceProps extends Omit<Props, 'field' | 'onInput'> {
  choices: readonly string[];
  onChoose: (choice: string) => void;
}

/** The same where there is nothing to type. */
export function NeededChoice({ name, label, value, blank, choices, onChoose }: ChoiceProps) {
  return (
    <fieldset class="needed-choice" data-field={name} aria-invalid={blank} aria-describedby={blank ? `blank-${name}` : undefined}>
      <legend>{label}</legend>
      <div class="keys">
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            name={name}
            data-choose={choice}
            aria-pressed={value === choice}
            onClick={() => onChoose(choice)}
          >
            {td(name, choice)}
          </button>
        ))}
      </div>
      {blank && <Blank name={name} />}
    </fieldset>
  );
}
