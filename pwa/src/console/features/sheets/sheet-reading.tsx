// What was read of a file, and in which letters.
import { t } from '../../../shared/i18n';
import { dayTime } from '../../../shared/time';
import { me } from '../../app/session';
import type { Preview } from '../../data/sheets';

// As programs call them, each with the letters that it is for.
const ENCODINGS: Record<string, string> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB 18030 (简体中文)',
  big5: 'Big5 (繁體中文)',
  shift_jis: 'Shift-JIS (日本語)',
  euc_jp: 'EUC-JP (日本語)',
  euc_kr: 'EUC-KR (한국어)',
  cp1252: 'Windows-1252 (é ñ ü)',
  cp1250: 'Windows-1250 (č ł ő)',
  cp1251: 'Windows-1251 (ж щ я)',
  cp1253: 'Windows-1253 (α β γ)',
  cp1254: 'Windows-1254 (ğ ı ş)',
  mac_roman: 'Mac Roman (é ñ ü)',
};

/** What was read, and how: where a file does not say in which letters it is written, a person can. */
export function Reading({ seen, onEncoding }: { seen: Preview; onEncoding: ((encoding: string) => void) | null }) {
  const { encoding, sure, sheet, hidden, earlier, earlier_made } = seen.summary;
  const name = ENCODINGS[encoding] ?? encoding;
  return (
    <div class="sheet-reading">
      {earlier && (
        <p class="note warn">{t('sheet.earlier', { at: dayTime(earlier, me.value?.time_zone ?? 'UTC'), n: earlier_made })}</p>
      )}
      {sheet && (
        <p class="soft small">
          {t('sheet.of_workbook', { name: sheet })} {hidden > 0 && t('sheet.hidden', { n: hidden })}
        </p>
      )}
      {encoding && (
        <p class={sure ? 'soft small' : 'note warn'}>
          {t(sure ? 'sheet.encoding' : 'sheet.encoding_unsure', { name })}{' '}
          {!sure && onEncoding && (
            <select
              aria-label={t('sheet.encoding_unsure', { name })}
              value={encoding}
              onChange={(event) => onEncoding(event.currentTarget.value)}
            >
              {Object.entries(ENCODINGS).map(([code, words]) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </p>
      )}
    </div>
  );
}
