// How sure an arrival is, where it stands.
import { t } from '../../../shared/i18n';
import { period } from '../../../shared/time';
import { isRisky, type Line } from '../orders/line';

/** Between which times it lies most likely, and how likely the promise is missed. */
export function HowSure({ line, zone }: { line: Line; zone: string }) {
  if (!line.earliest || !line.latest || line.earliest === line.latest) return null;
  return (
    <span class="soft small block" data-risk={line.risk}>
      {t('detail.around', { at: period(line.earliest, line.latest, zone) })}
      {isRisky(line) && ` · ${t('detail.risk', { n: line.risk ?? 0 })}`}
    </span>
  );
}
