// What a phone holds, in words.
import { t } from '../../shared/i18n';

/** What a phone said that it still holds. */
export function holds(entries: number, photos: number): string {
  const said = [entries && t('quarantine.entries', { n: entries }), photos && t('quarantine.photos', { n: photos })].filter(
    Boolean,
  );
  return said.join(' · ') || t('quarantine.nothing');
}
