// What is on the phone, on its way and received is always visible.

import { t } from '../shared/i18n';
import { Icon, type IconName } from '../shared/icon';
import { go } from './router';
import { attention, failure, net, photosWaiting, sending, unsent, updateReady } from './state';

interface Said {
  icon: IconName;
  text: string;
  tone: string;
}

export function syncState(): Said {
  const waiting = unsent.value.length + photosWaiting.value;
  if (attention.value.length) return { icon: 'alert', text: t('sync.attention', { n: attention.value.length }), tone: 'bad' };
  if (net.value === 'sign_in') return { icon: 'alert', text: t('sync.sign_in'), tone: 'warn' };
  if (net.value === 'portal') return { icon: 'cloudOff', text: t('sync.portal'), tone: 'warn' };
  if (waiting && sending.value) return { icon: 'phoneSaved', text: t('sync.sending', { n: waiting }), tone: 'go' };
  if (waiting) return { icon: 'phoneSaved', text: t('sync.on_phone', { n: waiting }), tone: 'warn' };
  if (net.value === 'offline') return { icon: 'cloudOff', text: t('sync.offline'), tone: '' };
  return { icon: 'cloud', text: t('sync.all_received'), tone: 'good' };
}

export function SyncPill() {
  const said = syncState();
  return (
    <button
      type="button"
      class={`pill ${said.tone}`}
      onClick={() => go('/app/phone')}
      data-sync={net.value}
      data-unsent={unsent.value.length}
    >
      <Icon name={said.icon} />
      <span>{said.text}</span>
    </button>
  );
}

export function Top({ title, backTo }: { title: string; backTo?: string }) {
  return (
    <header class="top">
      {backTo ? (
        <button type="button" class="plain back" onClick={() => go(backTo)} aria-label={t('visit.back')}>
          <Icon name="chevron" />
        </button>
      ) : (
        <img src="/icons/icon.svg" alt="" width="28" height="28" />
      )}
      <h1>{title}</h1>
      <SyncPill />
    </header>
  );
}

export function Banners() {
  return (
    <>
      {failure.value && (
        <p class="banner bad" role="alert">
          {t('sync.failed')}
        </p>
      )}
      {updateReady.value && (
        <button type="button" class="banner go" onClick={() => go('/app/phone')}>
          {t('settings.update')}
        </button>
      )}
    </>
  );
}
