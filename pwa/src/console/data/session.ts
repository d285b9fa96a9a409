// Who is asking, and that they go.
import { ask, type Schemas } from '../../shared/api';

export function whoAmI(): Promise<Schemas['Me']> {
  return ask('/api/me');
}

export function signOut(): Promise<void> {
  return ask('/api/sign-out', { method: 'POST' });
}
