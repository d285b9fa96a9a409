// Arrival: proposed where the phone stands at the place.
import { useEffect } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { act } from '../act';
import { arriving } from '../arrival';
import { go } from '../router';

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
