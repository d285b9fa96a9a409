// Arrival: proposed where the phone stands at the place, and asked about where it is far from it.
import { useEffect } from 'preact/hooks';
import { metres } from '../../shared/distance';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { act } from '../act';
import { arriving } from '../arrival';
import type { View } from '../model';
import { go } from '../router';
import { Veil } from '../sheet';

/** One tap, from the day; on the visit itself the large button is that tap already. */
export function Arriving() {
  const view = arriving.value;
  const id = view?.attendance_id;
  useEffect(() => {
    if (id && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([20, 60, 20]);
  }, [id]);
  if (!view) return null;
  const arrive = async () => {
    if (await act(view, 'arrive', {})) go(`/app/visit/${view.attendance_id}`);
  };
  return (
    <section class="card arriving" data-arriving={view.attendance_id} role="status">
      <p>
        <Icon name="pin" /> {t('arrive.seems', { site: view.site })}
      </p>
      <button type="button" class="primary big" data-action="arrive" onClick={() => void arrive()}>
        {td('action', 'arrive')}
      </button>
    </section>
  );
}

export function Far({ view, far, onYes, onNo }: { view: View; far: number; onYes: () => void; onNo: () => void }) {
  return (
    <Veil label={td('action', 'arrive')} onClose={onNo}>
      <div class="sheet" data-far>
        <h2>{t('arrive.far', { distance: metres(far), site: view.site })}</h2>
        <p>{t('arrive.far_means')}</p>
        <button type="button" class="primary big" data-anyway onClick={onYes}>
          {t('arrive.anyway')}
        </button>
        <button type="button" class="plain big" onClick={onNo}>
          {t('arrive.not_yet')}
        </button>
      </div>
    </Veil>
  );
}
