import { t } from '../../shared/i18n';

/** On an iPhone the browser's tab and the installed app keep separate data, and a tab's is deleted after a week without use. */
export function mustInstall(): boolean {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
  const installed = (navigator as { standalone?: boolean }).standalone || matchMedia('(display-mode: standalone)').matches;
  return apple && !installed;
}

export function Install() {
  return (
    <main class="sign-in" data-install>
      <img src="/icons/icon.svg" alt="" width="72" height="72" />
      <h1>{t('install.title')}</h1>
      <p>{t('install.why')}</p>
      <ol class="steps">
        <li>{t('install.share')}</li>
        <li>{t('install.add')}</li>
        <li>{t('install.open')}</li>
      </ol>
    </main>
  );
}
