// Going, and making room for somebody else: what is unsent stays in this person's own database until he signs in again.
import { ask, Refusal } from '../shared/api';
import { writeDevice } from './db';
import { rememberMe } from './state';

/** Ends the session here and on the server; without network the server hears of it with the next start that has one. */
export async function endSession(): Promise<void> {
  const ended = await ask('/api/sign-out', { method: 'POST' }).then(
    () => true,
    (error: unknown) => error instanceof Refusal && error.status === 401, // it had ended before
  );
  if (!ended) await writeDevice('sign_out', true);
  await rememberMe(null);
}

export async function signOut(): Promise<void> {
  await endSession();
  location.assign('/app/sign-in');
}
