import { language, languages, speak, t } from '../../shared/i18n';

/** Each in its own words, which the browser knows: nobody waits for another language's texts. */
function nameOf(code: string): string {
  const [base = code] = code.split('-');
  return new Intl.DisplayNames([code], { type: 'language' }).of(base) ?? code;
}

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
