// How far somebody who joins a visit is, in words.
import { t } from '../../shared/i18n';
import { moment } from '../../shared/time';
import type { View } from '../model';

export function crewWord({ set_off_at, arrived_at, finished_at, time_zone }: View): string {
  if (finished_at) return t('crew.left', { at: moment(finished_at, time_zone) });
  if (arrived_at) return t('crew.there', { at: moment(arrived_at, time_zone) });
  return t(set_off_at ? 'crew.en_route' : 'crew.planned');
}
