// What a phone holds, in words.
import { t } from '../../shared/i18n';

/** What a phone said that it still holds. */
export function holds(entries: number, photos: number): string {
  const said = [entries && t('aside.entries', { n: entries }), photos && t('aside.photos', { n: photos })].filter(Boolean);
  return said.join(' · ') || t('aside.nothing');
}
