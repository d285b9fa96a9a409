// Where Outrider must not be begun, and how to come to where it may.
import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { appAround } from '../in-app';
import { Languages } from './languages';

/** Where Outrider must not be begun: in another app's window, and on an iPhone outside the home screen. */
export function wrongPlace(): 'app' | 'tab' | null {
  if (appAround(navigator.userAgent) !== null) return 'app';
  return mustInstall() ? 'tab' : null;
}

/** On an iPhone the browser's tab and the installed app keep separate data, and a tab's is deleted after a week without use. */
function mustInstall(): boolean {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
  const installed = (navigator as { standalone?: boolean }).standalone || matchMedia('(display-mode: standalone)').matches;
  return apple && !installed;
}

export function Install({ place }: { place: 'app' | 'tab' }) {
  return (
    <main class="sign-in" data-install={place}>
      <img src="/icons/icon.svg" alt="" width="72" height="72" />
      {place === 'app' ? <OpenBrowser /> : <HomeScreen />}
      <Languages />
    </main>
  );
}

function HomeScreen() {
  return (
    <>
      <h1>{t('install.title')}</h1>
      <p>{t('install.why')}</p>
      <ol class="steps">
        <li>{t('install.share')}</li>
        <li>{t('install.add')}</li>
        <li>{t('install.open')}</li>
      </ol>
    </>
  );
}

function OpenBrowser() {
  const [copied, setCopied] = useState<boolean | null>(null);
  const address = `${location.origin}/app/`;
  const copy = () =>
    navigator.clipboard?.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    ) ?? setCopied(false);
  return (
    <>
      <h1>{t('in_app.title')}</h1>
      <p>{t('in_app.why', { app: td('in_app_name', appAround(navigator.userAgent) ?? '') })}</p>
      <ol class="steps">
        <li>{t('in_app.menu')}</li>
        <li>{t('in_app.choose')}</li>
        <li>{t('in_app.go_on')}</li>
      </ol>
      <button type="button" class="big" onClick={() => void copy()}>
        {t('companion.copy')}
      </button>
      <p class="soft" role="status">
        {copied ? t('companion.copied') : <code>{address}</code>}
      </p>
    </>
  );
}
