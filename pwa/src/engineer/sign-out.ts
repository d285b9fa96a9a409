// Going, and making room for somebody else: what is unsent stays in this person's own database until they sign in again.
import { ask, Refusal } from '../shared/api';
import { readDevice, writeDevice } from './db';
import { me, photosWaiting, rememberMe, unsent } from './state';

/** Ends the session here and on the server; without network the server hears of it with the next start that has one. */
export async function endSession(): Promise<void> {
  const ended = await ask('/api/sign-out', { method: 'POST' }).then(
    () => true,
    (error: unknown) => error instanceof Refusal && error.status === 401, // it had ended before
  );
  if (!ended) await writeDevice('sign_out', true);
  await rememberMe(null);
}

/** By user: who went while something of theirs still waits here. Whoever signs in next sees it. */
export type Left = Record<string, { name: string; n: number }>;

export async function left(): Promise<Left> {
  return ((await readDevice('left')) as Left | undefined) ?? {};
}

export async function signOut(): Promise<void> {
  const n = unsent.value.length + photosWaiting.value;
  if (me.value && n) await writeDevice('left', { ...(await left()), [me.value.user_id]: { name: me.value.name, n } });
  await endSession();
  location.assign('/app/sign-in');
}
