// A GPS app beside this one: no web page gets a position while it is closed, such an app does.
import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal, type Schemas, Unreachable, wordsOf } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { relative } from '../../shared/time';

type Connected = Schemas['Connected'];
const PATH = '/api/me/companion';
const HTTP_MODE = 3;

/** OwnTracks takes its settings from a link (owntracks.org/booklet/features/remoteconfig). */
function ownTracksLink(url: string): string {
  return `owntracks:///config?inline=${btoa(JSON.stringify({ _type: 'configuration', mode: HTTP_MODE, url }))}`;
}

export function Companion() {
  const [connected, setConnected] = useState<Connected | null>(null);
  const [address, setAddress] = useState('');
  const [said, setSaid] = useState('');
  const refused = (error: unknown) => {
    if (error instanceof Refusal) setSaid(wordsOf(error));
    else if (error instanceof Unreachable) setSaid(td('unreachable', error.why));
    else throw error;
  };
  const look = () => ask<Connected | null>(PATH).then(setConnected);
  useEffect(() => void look().catch(refused), []);

  const change = async (method: 'POST' | 'DELETE') => {
    setSaid('');
    const made = await ask<Schemas['CompanionAddress'] | undefined>(PATH, { method });
    setAddress(made?.url ?? '');
    await look();
  };
  return (
    <details class="more" data-companion={connected ? 'connected' : 'none'}>
      <summary>{t('companion.title')}</summary>
      <div class="stack">
        <p class="soft small">{t('companion.why')}</p>
        {connected && (
          <>
            <p>{connected.heard_at ? t('companion.heard', { age: relative(connected.heard_at) }) : t('companion.not_heard')}</p>
            {connected.unread > 0 && <p class="note warn">{t('companion.unread', { n: connected.unread })}</p>}
            {connected.too_old > 0 && <p class="note warn">{t('companion.too_old', { n: connected.too_old })}</p>}
          </>
        )}
        {address && <Address address={address} onSaid={setSaid} />}
        <button type="button" class="big" data-connect onClick={() => void change('POST').catch(refused)}>
          {t(connected ? 'companion.anew' : 'companion.connect')}
        </button>
        {connected && (
          <button type="button" class="plain danger big" data-disconnect onClick={() => void change('DELETE').catch(refused)}>
            {t('companion.disconnect')}
          </button>
        )}
        {said && (
          <p class="soft" role="status">
            {said}
          </p>
        )}
      </div>
    </details>
  );
}

/** Shown once, when it was made: it goes into the other app by its link or by hand. */
function Address({ address, onSaid }: { address: string; onSaid: (words: string) => void }) {
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    );
    onSaid(done ? t('companion.copied') : '');
  };
  return (
    <>
      <a class="button big primary" href={ownTracksLink(address)} data-owntracks>
        {t('companion.owntracks')}
      </a>
      <label>
        {t('companion.address')}
        <input readOnly value={address} name="companion" onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" class="big" onClick={() => void copy()}>
        <Icon name="file" />
        {t('companion.copy')}
      </button>
    </>
  );
}
