import { useEffect } from 'preact/hooks';
import { language, languageName, languages, nameLanguages, speak, t } from '../../shared/i18n';

export function Languages() {
  useEffect(() => void nameLanguages(), []);
  return (
    <fieldset class="choices">
      <legend>{t('settings.language')}</legend>
      {languages.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          class={language.value === code ? 'chosen' : ''}
          aria-pressed={language.value === code}
          onClick={() => void speak(code)}
        >
          {languageName.value[code] ?? code}
        </button>
      ))}
    </fieldset>
  );
}
