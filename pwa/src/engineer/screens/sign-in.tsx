// Who holds this phone: with the network, once.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Refusal, type Schemas, Unreachable, wordsOf } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { writeDevice } from '../db';
import { forgetLock } from '../lock';
import { lossIsKnown, lostBefore } from '../recovery';
import { type Left, left } from '../sign-out';
import { me, rememberMe, unsent } from '../state';
import { Languages } from './languages';

/** First sign-in needs the network once. Later ones only send what waits: a different person gets a database of their own. */
export function SignIn() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState<Left[string][]>([]);
  useEffect(() => void left().then((found) => setWaiting(Object.values(found))), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await signIn(new FormData(event.currentTarget as HTMLFormElement)).catch((error) => setProblem(whyNot(error)));
    setBusy(false);
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <img src="/icons/icon.svg" alt="" width="72" height="72" />
      <h1>Outrider</h1>
      <p class="soft">{me.value && unsent.value.length ? t('sign_in.again', { n: unsent.value.length }) : t('sign_in.lead')}</p>
      {waiting.map(({ name, n }) => (
        <p key={name} class="note" data-left>
          {t('sign_in.left', { name, n })}
        </p>
      ))}
      {lostBefore.value > 0 && (
        <p class="note bad" role="alert" data-lost>
          {t('rescue.lost', { n: lostBefore.value })}
        </p>
      )}
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <label>
        {t('sign_in.login')}
        <input name="login" type="email" autocomplete="username" required />
      </label>
      <Password />
      <button type="submit" class="primary big" disabled={busy}>
        {t('sign_in.submit')}
      </button>
      <p class="soft small">{t('sign_in.forgotten')}</p>
      <Languages />
    </form>
  );
}

async function signIn(form: FormData): Promise<void> {
  const body = { login: String(form.get('login')), password: String(form.get('password')) };
  const person = await ask<Schemas['Me']>('/api/sign-in', { method: 'POST', body });
  await writeDevice('sign_out', undefined); // that session is over: this one is a new one
  await rememberMe(person);
  const { [person.user_id]: _, ...others } = await left();
  await writeDevice('left', others); // this person's own goes up now
  await forgetLock(person.user_id);
  lossIsKnown();
  location.assign('/app/'); // a new start: nothing that ran for the person before goes on under this name
}

function whyNot(error: unknown): string {
  if (error instanceof Refusal) return wordsOf(error);
  return error instanceof Unreachable && error.why !== 'offline' ? td('unreachable', error.why) : t('sign_in.offline');
}

/** With gloves nobody types a long password blind. */
function Password() {
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const turn = () => {
    if (field.current) field.current.type = shown ? 'password' : 'text';
    setShown(!shown);
  };
  return (
    <div class="password">
      <label>
        {t('sign_in.password')}
        <input ref={field} name="password" type="password" autocomplete="current-password" required />
      </label>
      <button type="button" class="plain" aria-pressed={shown} data-show-password onClick={turn}>
        {t(shown ? 'sign_in.hide' : 'sign_in.show')}
      </button>
    </div>
  );
}
