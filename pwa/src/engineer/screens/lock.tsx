// The locked phone, and the code that opens it.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { lock, SHORTEST, setCode, triesLeft, unlock } from '../lock';
import { go } from '../router';
import { Veil } from '../sheet';
import { me, photosWaiting, unsent } from '../state';

const LONGEST = 8;

/** Nothing of the work is shown; what waits goes on being sent. */
export function Lock() {
  const [left, setLeft] = useState<number>();
  const [wrong, setWrong] = useState(false);
  const waiting = unsent.value.length + photosWaiting.value;
  const tried = async (digits: string) => {
    const found = await unlock(digits);
    if (found === null) return;
    setLeft(found);
    setWrong(true);
  };
  useEffect(() => void triesLeft().then(setLeft), []);
  return (
    <main class="sign-in lock" data-lock>
      <img src="/icons/icon.svg" alt="" width="56" height="56" />
      <h1>{me.value?.name}</h1>
      <p class="soft">{waiting ? t('lock.locked_unsent', { n: waiting }) : t('lock.locked')}</p>
      {left ? <Keypad action={t('lock.open')} problem={wrong ? t('lock.wrong', { n: left }) : ''} onCode={tried} /> : null}
      {left === 0 && (
        <p class="note bad" role="alert">
          {t('lock.no_tries')}
        </p>
      )}
      <button type="button" class="plain big" onClick={() => go('/app/sign-in')}>
        {t('lock.other')}
      </button>
    </main>
  );
}

/** The first time the engineer chooses a code; after that one tap locks. */
export function ChooseCode({ onClose }: { onClose: () => void }) {
  const [first, setFirst] = useState('');
  const [problem, setProblem] = useState('');
  const chosen = async (digits: string) => {
    if (!first) return setFirst(digits);
    setFirst('');
    if (digits !== first) return setProblem(t('lock.differs'));
    await setCode(digits);
    await lock();
    onClose();
  };
  return (
    <Veil label={t('lock.choose')} onClose={onClose}>
      <div class="sheet lock">
        <h2>{t(first ? 'lock.again' : 'lock.choose')}</h2>
        <p class="soft">{t('lock.choose_means')}</p>
        <Keypad action={t(first ? 'lock.now' : 'lock.next')} problem={first ? '' : problem} onCode={chosen} />
        <button type="button" class="plain big" onClick={onClose}>
          {t('sheet.cancel')}
        </button>
      </div>
    </Veil>
  );
}

/** Large keys: gloves, one thumb. */
function Keypad({ action, problem, onCode }: { action: string; problem: string; onCode: (digits: string) => Promise<void> }) {
  const [digits, setDigits] = useState('');
  const [busy, setBusy] = useState(false);
  const done = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await onCode(digits).finally(() => {
      setDigits('');
      setBusy(false);
    });
  };
  return (
    <form onSubmit={(event) => void done(event)}>
      <output class="dots">
        <span class="hidden">{t('lock.typed', { n: digits.length })}</span>
        {Array.from({ length: Math.max(SHORTEST, digits.length) }, (_, at) => (
          <span key={at} class={at < digits.length ? 'typed' : ''} />
        ))}
      </output>
      <p class="small bad-word" role="alert">
        {problem}
      </p>
      <div class="keypad">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => (
          <button key={key} type="button" disabled={busy} onClick={() => setDigits((typed) => (typed + key).slice(0, LONGEST))}>
            {key}
          </button>
        ))}
        <button type="button" class="plain" aria-label={t('lock.back')} onClick={() => setDigits((typed) => typed.slice(0, -1))}>
          <Icon name="backspace" />
        </button>
        <button type="button" disabled={busy} onClick={() => setDigits((typed) => `${typed}0`.slice(0, LONGEST))}>
          0
        </button>
        <span />
      </div>
      <button type="submit" class="primary big" disabled={busy || digits.length < SHORTEST}>
        {action}
      </button>
    </form>
  );
}
