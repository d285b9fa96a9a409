// What is on the phone, on its way and received is always visible.
import { t } from '../shared/i18n';
import { Icon, type IconName } from '../shared/icon';
import { nearlyFull } from './quota';
import { lossIsKnown, lostBefore, outdated, wiped } from './recovery';
import { back, go } from './router';
import { failure, me, net, photosWaiting, sending, troubles, typed, unsent, updateReady } from './state';

interface Said {
  icon: IconName;
  text: string;
  tone: string;
}

function syncState(): Said {
  const waiting = unsent.value.length + photosWaiting.value;
  if (troubles.value) return { icon: 'alert', text: t('sync.attention', { n: troubles.value }), tone: 'bad' };
  if (net.value === 'sign_in') return { icon: 'alert', text: t('sync.sign_in'), tone: 'warn' };
  if (net.value === 'portal') return { icon: 'cloudOff', text: t('sync.portal'), tone: 'warn' };
  if (waiting && sending.value) return { icon: 'phoneSaved', text: t('sync.sending', { n: waiting }), tone: 'go' };
  if (waiting) return { icon: 'phoneSaved', text: t('sync.on_phone', { n: waiting }), tone: 'warn' };
  if (net.value === 'trouble') return { icon: 'alert', text: t('sync.trouble'), tone: 'warn' };
  if (net.value === 'offline') return { icon: 'cloudOff', text: t('sync.offline'), tone: '' };
  return { icon: 'cloud', text: t('sync.all_received'), tone: 'good' };
}

/** short: where the title needs the room, a picture and a number; the words stay for whoever listens. */
function SyncPill({ short = false }: { short?: boolean }) {
  const said = syncState();
  const count = troubles.value || unsent.value.length + photosWaiting.value;
  return (
    <button
      type="button"
      class={`pill ${said.tone}`}
      onClick={() => go('/app/phone')}
      data-sync={net.value}
      data-unsent={unsent.value.length}
    >
      <Icon name={said.icon} />
      {short && count > 0 && <span aria-hidden="true">{count}</span>}
      <span class={short ? 'hidden' : ''}>{said.text}</span>
    </button>
  );
}

export function Top({ title, backTo }: { title: string; backTo?: string }) {
  return (
    <header class="top">
      {backTo ? (
        <button type="button" class="plain back" onClick={() => back(backTo)} aria-label={t('visit.back')}>
          <Icon name="chevron" />
        </button>
      ) : (
        <img src="/icons/icon.svg" alt="" width="28" height="28" />
      )}
      <h1>{title}</h1>
      <SyncPill short={backTo !== undefined} />
    </header>
  );
}

/** A newer release is open in another tab: here nothing can be kept any more, so nothing is asked for. */
export function Outdated() {
  return (
    <section class="empty" role="alert" data-outdated>
      <p>{t('sync.outdated')}</p>
      <button type="button" class="primary big" onClick={() => location.reload()}>
        {t('sync.reload')}
      </button>
    </section>
  );
}

/** What was tapped last is not saved. */
export function Failed() {
  if (!failure.value || outdated.value) return null;
  return (
    <p class="banner bad" role="alert">
      {t('sync.failed')}
    </p>
  );
}

export function Banners() {
  return (
    <>
      {outdated.value && typed.value.size > 0 && (
        <div role="alert">
          <button type="button" class="banner bad" data-outdated onClick={() => location.reload()}>
            {t('sync.outdated_unsaved')}
          </button>
        </div>
      )}
      <Failed />
      {wiped.value && (
        <div role="alert">
          <button type="button" class="banner bad" data-wiped onClick={() => (wiped.value = null)}>
            <span>
              <span class="block">{t('rescue.put_back')}</span>
              {wiped.value.photos > 0 && <span class="block">{t('rescue.photos', { n: wiped.value.photos })}</span>}
            </span>
          </button>
        </div>
      )}
      {me.value && lostBefore.value > 0 && (
        <div role="alert">
          <button type="button" class="banner bad" data-lost onClick={lossIsKnown}>
            {t('rescue.lost', { n: lostBefore.value })}
          </button>
        </div>
      )}
      {!failure.value && nearlyFull.value && (
        <button type="button" class="banner warn" data-room onClick={() => go('/app/phone')}>
          {t('storage.nearly_full')}
        </button>
      )}
      {updateReady.value && (
        <button type="button" class="banner go" onClick={() => go('/app/phone')}>
          {t('settings.update')}
        </button>
      )}
    </>
  );
}
