// A text that no paper takes is told where it is typed; nothing is cut off.
import { t } from '../../shared/i18n';
import { length } from '../bounds';

export function TooLong({ text, most }: { text: string; most: number }) {
  const now = length(text);
  if (now <= most) return null;
  return (
    <span class="note bad" role="alert">
      {t('report.too_long', { most, now })}
    </span>
  );
}
