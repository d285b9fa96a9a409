// The phone itself: what waits on it, how it is set, and who leaves it.
import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { language, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { subscribeToPush } from '../../shared/push';
import { period, relative, span } from '../../shared/time';
import { Top } from '../bar';
import { dropMyDatabase } from '../db';
import { install } from '../installing';
import { forgetLock, hasCode, lock } from '../lock';
import { blind, gaps, place } from '../place';
import { measure, nearlyFull, room } from '../quota';
import { lossIsKnown } from '../recovery';
import { go, openedFrom } from '../router';
import { endSession, signOut } from '../sign-out';
import { held, me, net, photosWaiting, unsent, updateReady, views } from '../state';
import { applyUpdate } from '../update';
import { ZoneNote } from '../zone';
import { Companion } from './companion';
import { Languages } from './languages';
import { ChooseCode } from './lock';
import { LockAfter } from './lock-after';
import { Looks } from './looks';
import { exportWork, Queue } from './queue';

export function Phone() {
  return (
    <>
      <Top title={t('settings.title')} backTo={openedFrom()} />
      <main class="settings">
        <p class="soft">{t('settings.persons', { name: me.value?.name ?? '' })}</p>
        <ZoneNote zones={views.value.slice(0, 1).map((view) => view.time_zone)} />
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
        <Locking />
        <Languages />
        <Push />
        <Position />
        <Storage />
        {net.value === 'sign_in' && (
          <button type="button" class="primary big" onClick={() => go('/app/sign-in')}>
            {t('sign_in.again', { n: unsent.value.length })}
          </button>
        )}
        <SignOut />
        <Removal />
      </main>
    </>
  );
}

/** Without network nobody can sign in here again: said before, not after. */
function SignOut() {
  const [asked, setAsked] = useState(false);
  const waiting = unsent.value.length + photosWaiting.value;
  const alone = net.value !== 'ok' && net.value !== 'sign_in';
  return (
    <>
      {!asked && (
        <button type="button" class="big" data-sign-out onClick={() => (alone ? setAsked(true) : void signOut())}>
          {t('settings.sign_out')}
        </button>
      )}
      <p class="soft small">{waiting > 0 ? t('settings.sign_out_unsent', { n: waiting }) : t('settings.sign_out_keeps')}</p>
      {asked && (
        <section class="card" role="alert" ref={comeIntoView}>
          <p>{t('settings.sign_out_alone')}</p>
          <button type="button" class="danger big" data-sign-out-now onClick={() => void signOut()}>
            {t('settings.sign_out_now')}
          </button>
          <button type="button" class="plain big" onClick={() => setAsked(false)}>
            {t('sheet.cancel')}
          </button>
        </section>
      )}
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

function comeIntoView(card: HTMLElement | null): void {
  card?.scrollIntoView({ block: 'end' });
}

/** A code once, then one tap: who puts the phone down leaves nothing open, and what waits is sent all the same. */
function Locking() {
  const [choosing, setChoosing] = useState(false);
  const tap = async () => {
    if (await hasCode()) await lock();
    else setChoosing(true);
  };
  return (
    <>
      <button type="button" class="big" data-lock-now onClick={() => void tap()}>
        <Icon name="lock" />
        {t('lock.now')}
      </button>
      <LockAfter />
      {choosing && <ChooseCode onClose={() => setChoosing(false)} />}
    </>
  );
}

/** What the office can know of where the engineer is: how sure, how old, and when there was nothing. */
function Position() {
  const here = place.value;
  const zone = views.value[0]?.time_zone;
  const today = gaps.value.filter((gap) => new Date(gap.to).toDateString() === new Date().toDateString()).reverse();
  return (
    <section class="card" data-position={here ? 'known' : (blind.value ?? 'waiting')}>
      <h2>{t('position.title')}</h2>
      <p>
        {here
          ? t('position.known', { metres: Math.round(here.accuracy), age: relative(here.at) })
          : td('position', blind.value ?? 'waiting')}
      </p>
      {today.length > 0 && (
        <details class="more">
          <summary>{t('position.gaps', { n: today.length })}</summary>
          <p class="soft small">{t('position.gaps_mean')}</p>
          <ul>
            {today.map((gap) => (
              <li key={gap.to} data-gap>
                {period(gap.from, gap.to, zone)} <span class="soft">({span(gap.to - gap.from)})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Companion />
      <Looks />
    </section>
  );
}

function Storage() {
  useEffect(() => void measure(), []);
  const found = room.value;
  if (!found) return null;
  const megabytes = (bytes: number) => Math.round(bytes / 1_048_576).toLocaleString(language.value);
  return (
    <section class="card" data-promised={found.promised}>
      <h2>{t('storage.title')}</h2>
      <progress max={found.quota} value={found.used} aria-label={t('storage.title')} />
      <p>{t('storage.used', { used: megabytes(found.used), quota: megabytes(found.quota) })}</p>
      {nearlyFull.value && <p class="note warn">{t('storage.nearly_full')}</p>}
      <p class="soft small">{found.promised ? t('storage.promised') : t('storage.not_promised')}</p>
    </section>
  );
}

/** Only what the server has may go without a word; for anything else people write down that they mean it, with the file beside them. */
function Removal() {
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const word = t('settings.remove_word');
  const remove = async () => {
    const gone = me.value?.user_id ?? '';
    await endSession();
    await forgetLock(gone);
    me.value = null;
    await navigator.locks.request('outrider-sync', dropMyDatabase); // after whatever is being sent just now
    lossIsKnown(); // the loss was wanted
    location.assign('/app/sign-in');
  };
  if (!asked)
    return (
      <button type="button" class="plain danger big" data-remove onClick={() => setAsked(true)}>
        {t('settings.remove')}
      </button>
    );
  return (
    <section class="card removal" ref={comeIntoView}>
      <p>{held.value ? t('settings.remove_held', { n: held.value, word }) : t('settings.remove_sure')}</p>
      {held.value > 0 && (
        <>
          <button type="button" class="big" onClick={() => void exportWork()}>
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
