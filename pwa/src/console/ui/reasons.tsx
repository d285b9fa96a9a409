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
  first?: Ref<HTMLButtonElement>;
  onChoose: (code: ReasonCode) => void;
}

export function Reasons({ legend, codes, chosen, keys, first = null, onChoose }: Props) {
  return (
    <fieldset class="reasons">
      <legend>{legend}</legend>
      {codes.map((code, index) => (
        <button
          key={code}
          ref={index === 0 ? first : null}
          type="button"
          aria-pressed={chosen === code}
          data-reason={code}
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
