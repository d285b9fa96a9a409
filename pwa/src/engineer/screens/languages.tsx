// The choice of a language, each in its own words.
import { language, languages, nameOf, speak, t } from '../../shared/i18n';

export function Languages() {
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
          {nameOf(code)}
        </button>
      ))}
    </fieldset>
  );
}
