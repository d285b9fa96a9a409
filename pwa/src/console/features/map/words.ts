// What a map says of itself, wherever one is drawn.
import { t } from '../../../shared/i18n';
import type { Words } from '../../../shared/map';

export function words(): Words {
  return { zoomIn: t('map.zoom_in'), zoomOut: t('map.zoom_out'), credits: t('map.credits'), name: t('map.name') };
}
