// The usual reasons of an action, one key or one press each; none is chosen before somebody says so.
import type { Ref } from 'preact';
import type { ReasonCode } from '../../shared/domain.gen';
import { td } from '../../shared/i18n';

interface Props {
  legend: string;
  codes: readonly ReasonCode[];
  chosen: string;
  /** The numbers stand beside them where the keyboard means these. */
  keys: boolean;
  /** Where the keyboard goes: to the question, so that the key which asked it answers nothing. */
  field?: Ref<HTMLFieldSetElement>;
  onChoose: (code: ReasonCode) => void;
}

export function Reasons({ legend, codes, chosen, keys, field = null, onChoose }: Props) {
  return (
    <fieldset ref={field} class="reasons" tabIndex={-1}>
      <legend>{legend}</legend>
      {codes.map((code, index) => (
        <button
          key={code}
          type="button"
          aria-pressed={chosen === code}
          data-reason={code}
          data-key={keys ? index + 1 : undefined}
          onClick={() => onChoose(code)}
        >
          {keys && (
            <>
              <kbd>{index + 1}</kbd>{' '}
            </>
          )}
          {td('reason', code)}
        </button>
      ))}
    </fieldset>
  );
}
