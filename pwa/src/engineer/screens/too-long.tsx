// A text that no paper takes is told where it is typed; nothing is cut off.
import { type Key, t } from '../../shared/i18n';
import { length } from '../bounds';

export function TooLong({ text, most, words = 'report.too_long' }: { text: string; most: number; words?: Key }) {
  const now = length(text);
  if (now <= most) return null;
  return (
    <span class="note bad" role="alert">
      {t(words, { most, now })}
    </span>
  );
}
