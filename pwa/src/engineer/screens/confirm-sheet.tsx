// The call before the visit: whether the promised time stands, nobody was reached, or another one is wanted.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { period } from '../../shared/time';
import { insteadOf, lateWords } from '../day';
import type { View } from '../model';
import { SETTLES } from '../settling';
import { Veil } from '../sheet';

interface Props {
  view: View;
  /** To the promise, or to the time at which they are expected now. */
  onAgreed: (other: ReturnType<typeof insteadOf>) => void;
  onNotReached: () => void;
  onAnother: () => void;
  onClose: () => void;
}

export function ConfirmSheet({ view, onAgreed, onNotReached, onAnother, onClose }: Props) {
  const other = insteadOf(view);
  const [settling, setSettling] = useState(true);
  useEffect(() => {
    const settled = setTimeout(() => setSettling(false), SETTLES);
    return () => clearTimeout(settled);
  }, []);
  return (
    <Veil label={td('action', 'confirm_appointment')} onClose={onClose}>
      <div class="sheet">
        <h2>{td('action', 'confirm_appointment')}</h2>
        <Time view={view} />
        <a class="button big" href={`tel:${view.contact_phone.replace(/\s/g, '')}`}>
          <Icon name="phone" />
          {t('confirm.call', { name: view.contact })}
        </a>
        <button
          type="button"
          class={`primary big ${settling ? 'settling' : ''}`}
          disabled={settling}
          data-how="called"
          onClick={() => onAgreed(other)}
        >
          {other
            ? t('confirm.agreed_to', { window: period(other.agreed_from, other.agreed_to, view.time_zone) })
            : t('confirm.agreed')}
        </button>
        <button type="button" class="big" disabled={settling} data-how="not_reached" onClick={onNotReached}>
          {t('confirm.not_reached')}
        </button>
        <button type="button" class="big" disabled={settling} data-how="another" onClick={onAnother}>
          {t('confirm.another')}
        </button>
        <button type="button" class="plain big" onClick={onClose}>
          {t('sheet.cancel')}
        </button>
      </div>
    </Veil>
  );
}

/** What was promised; struck out where the engineer cannot keep it any more. */
function Time({ view }: { view: View }) {
  if (!view.window_from || !view.window_to) return null;
  const promised = period(view.window_from, view.window_to, view.time_zone);
  if (!insteadOf(view)) return <p class="promise">{promised}</p>;
  return (
    <p class="promise" data-expected>
      <s class="soft">{promised}</s> <span class="block">{lateWords(view)}</span>
    </p>
  );
}
