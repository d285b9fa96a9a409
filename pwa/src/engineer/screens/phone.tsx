import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { language, languageName, languages, nameLanguages, speak, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { subscribeToPush } from '../../shared/push';
import { clockTime } from '../../shared/time';
import { SyncPill, Top } from '../bar';
import { dropMyDatabase, writeDevice } from '../db';
import { exportUnsent } from '../export';
import { go } from '../router';
import { wake } from '../send';
import { attention, held, me, net, photosWaiting, rememberMe, unsent, updateReady, views } from '../state';
import { applyUpdate } from '../update';

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}
const install = signal<InstallEvent | null>(null);
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  install.value = event as InstallEvent;
});

export function Phone() {
  return (
    <>
      <Top title={t('settings.title')} backTo="/app/" />
      <main class="settings">
        <p class="soft">{t('settings.persons', { name: me.value?.name ?? '' })}</p>
        <Queue />
        {updateReady.value && (
          <button type="button" class="primary big" onClick={applyUpdate}>
            {t('settings.update_now')}
          </button>
        )}
        {install.value && (
          <button type="button" class="big" onClick={() => void install.value?.prompt()}>
            {t('settings.install')}
          </button>
        )}
        <Languages />
        <Push />
        <Storage />
        {net.value === 'sign_in' && (
          <button type="button" class="primary big" onClick={() => go('/app/sign-in')}>
            {t('sign_in.again', { n: unsent.value.length })}
          </button>
        )}
        <button type="button" class="big" data-sign-out onClick={() => void signOut()}>
          {t('settings.sign_out')}
        </button>
        <p class="soft small">
          {unsent.value.length > 0 ? t('settings.sign_out_unsent', { n: unsent.value.length }) : t('settings.sign_out_keeps')}
        </p>
        <Removal />
      </main>
    </>
  );
}

/** Push is a comfort: everything is also seen without it. */
function Push() {
  const [said, setSaid] = useState('');
  if (!('PushManager' in window)) return null;
  const ring = async () => {
    setSaid(t('settings.push_asking'));
    const preferences = await ask<Schemas['Preferences']>('/api/me/notify').catch(() => null);
    const done = preferences !== null && (await subscribeToPush(preferences.key));
    setSaid(t(done ? 'settings.push_on' : 'settings.push_not'));
  };
  return (
    <section class="card">
      <button type="button" class="big" onClick={() => void ring()}>
        <Icon name="bell" />
        {t('settings.push')}
      </button>
      {said && (
        <p class="soft" role="status">
          {said}
        </p>
      )}
    </section>
  );
}

function Queue() {
  const rows = [...attention.value, ...unsent.value];
  return (
    <section class="card">
      <div class="spread">
        <h2>{t('settings.queue')}</h2>
        <SyncPill />
      </div>
      {rows.length === 0 && photosWaiting.value === 0 && <p class="soft">{t('settings.queue_empty')}</p>}
      <ul class="queue">
        {rows.map((row) => (
          <li key={row.id}>
            <span>{clockTime(row.at, views.value[0]?.time_zone)}</span>
            <span>{td('action', row.action)}</span>
            <span class={`chip ${row.state === 'attention' ? 'bad' : 'warn'}`}>
              {row.state === 'attention' ? t('queue.attention') : t('queue.on_phone')}
            </span>
          </li>
        ))}
      </ul>
      {photosWaiting.value > 0 && <p>{t('settings.photos', { n: photosWaiting.value })}</p>}
      <button type="button" class="big" onClick={() => wake()}>
        <Icon name="cloud" />
        {t('settings.send_now')}
      </button>
      {(rows.length > 0 || photosWaiting.value > 0) && (
        <>
          <button type="button" class="big" data-export onClick={() => void exportUnsent()}>
            <Icon name="file" />
            {t('settings.export')}
          </button>
          <p class="soft small">{t('settings.export_hint')}</p>
        </>
      )}
    </section>
  );
}

function Languages() {
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

function Storage() {
  const [kept, setKept] = useState<boolean | null>(null);
  const [used, setUsed] = useState(0);
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setKept);
    void navigator.storage?.estimate?.().then((estimate) => setUsed(estimate.usage ?? 0));
  }, []);
  return (
    <p class="soft">
      {t('settings.storage')}: {(used / 1_048_576).toFixed(1)} MB ·{' '}
      {kept ? t('settings.storage_kept') : t('settings.storage_not_kept')}
    </p>
  );
}

/** Only what the server has may go without a word; for anything else he writes down that he means it, with the file beside him. */
function Removal() {
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const word = t('settings.remove_word');
  const remove = async () => {
    await signOutQuietly();
    me.value = null; // nothing of his runs on, or it would begin his database anew
    await dropMyDatabase();
    location.assign('/app/sign-in');
  };
  if (!asked)
    return (
      <button type="button" class="plain danger big" data-remove onClick={() => setAsked(true)}>
        {t('settings.remove')}
      </button>
    );
  return (
    <section class="card removal">
      <p>{held.value ? t('settings.remove_held', { n: held.value, word }) : t('settings.remove_sure')}</p>
      {held.value > 0 && (
        <>
          <button type="button" class="big" onClick={() => void exportUnsent()}>
            <Icon name="file" />
            {t('settings.export')}
          </button>
          <label>
            {t('settings.remove_type', { word })}
            <input name="remove" value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
          </label>
        </>
      )}
      <button
        type="button"
        class="danger big"
        data-remove-now
        disabled={held.value > 0 && typed.trim().toLowerCase() !== word.toLowerCase()}
        onClick={() => void remove()}
      >
        {t('settings.remove_now')}
      </button>
      <button type="button" class="plain big" onClick={() => setAsked(false)}>
        {t('sheet.cancel')}
      </button>
    </section>
  );
}

/** Ends the session here and on the server; what is unsent stays in this user's database until he signs in again. */
async function signOutQuietly(): Promise<void> {
  const ended = await ask('/api/sign-out', { method: 'POST' }).then(
    () => true,
    () => false,
  );
  if (!ended) await writeDevice('sign_out', true); // the session is ended with the next start that has network
  await rememberMe(null);
}

async function signOut(): Promise<void> {
  await signOutQuietly();
  location.assign('/app/sign-in');
}
