// Who sits here, what their roles give them, and whether the server is heard.
import { signal } from '@preact/signals';
import type { Schemas } from '../../shared/api';
import type { Permission } from '../../shared/domain.gen';

export const me = signal<Schemas['Me'] | null>(null);
export const connected = signal(true);

/** What the person's roles give them (backend/outrider/accounts/people/rules.py): what is not given is not asked for. */
export function allowed(permission: Permission): boolean {
  return me.value?.permissions.includes(permission) ?? false;
}

/** And back to where they were. */
export function toSignIn(): void {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
