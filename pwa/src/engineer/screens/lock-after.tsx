// After how long without a touch the phone locks itself.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { span } from '../../shared/time';
import { LOCK_CHOICES, lockAfter, setLockAfter } from '../lock';

export function LockAfter() {
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => void lockAfter().then(setChosen), []);
  const choose = (minutes: number) => void setLockAfter(minutes).then(() => setChosen(minutes));
  return (
    <fieldset class="choices">
      <legend>{t('lock.after')}</legend>
      {LOCK_CHOICES.map((minutes) => (
        <button
          key={minutes}
          type="button"
          class={chosen === minutes ? 'chosen' : ''}
          aria-pressed={chosen === minutes}
          data-lock-after={minutes}
          onClick={() => choose(minutes)}
        >
          {minutes ? span(minutes * 60_000) : t('lock.never')}
        </button>
      ))}
    </fieldset>
  );
}
