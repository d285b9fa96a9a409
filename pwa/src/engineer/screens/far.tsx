// Arrival, said far from the place: asked about.
import { metres } from '../../shared/distance';
import { t, td } from '../../shared/i18n';
import type { View } from '../model';
import { Veil } from '../sheet';

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
