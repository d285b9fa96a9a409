// The lock of a phone that lies on a bench: a code that its engineer chose, known to this phone only, so that it opens without network.
// It keeps others from looking and tapping; it is no encryption (docs/security.md).
import { readDevice, writeDevice } from './db';
import { locked, me } from './state';

const ROUNDS = 200_000;
export const SHORTEST = 4;
const MOST_TRIES = 5;

interface Code {
  salt: Uint8Array<ArrayBuffer>;
  hash: string;
  wrong: number;
}

// All tabs of this browser lock and open together.
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outrider-lock') : null;

export function watchLock(): void {
  const look = async () => {
    locked.value = me.value !== null && (await readDevice('locked')) === me.value.user_id;
  };
  tabs?.addEventListener('message', () => void look());
  document.addEventListener('visibilitychange', () => void look());
}

const place = () => `code:${me.value?.user_id}`;

async function hashed(digits: string, salt: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(digits), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, key, 256);
  return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function hasCode(): Promise<boolean> {
  return (await readDevice(place())) !== undefined;
}

export async function setCode(digits: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  await writeDevice(place(), { salt, hash: await hashed(digits, salt), wrong: 0 } satisfies Code);
}

export async function lock(): Promise<void> {
  await writeDevice('locked', me.value?.user_id);
  locked.value = true;
  tabs?.postMessage('locked');
}

export async function triesLeft(): Promise<number> {
  const code = (await readDevice(place())) as Code | undefined;
  return code ? MOST_TRIES - code.wrong : 0;
}

/** How many tries are left; null: it is open. After the last one only the password opens it. */
export async function unlock(digits: string): Promise<number | null> {
  const code = (await readDevice(place())) as Code | undefined;
  if (!code) return 0;
  if (code.wrong < MOST_TRIES && (await hashed(digits, code.salt)) === code.hash) {
    await writeDevice(place(), { ...code, wrong: 0 });
    await writeDevice('locked', undefined);
    locked.value = false;
    tabs?.postMessage('open');
    return null;
  }
  const wrong = Math.min(MOST_TRIES, code.wrong + 1);
  await writeDevice(place(), { ...code, wrong });
  return MOST_TRIES - wrong;
}

/** Whoever signed in with the password is the right person: the lock opens, and a forgotten code goes. */
export async function forgetLock(userId: string): Promise<void> {
  await writeDevice('locked', undefined);
  await writeDevice(`code:${userId}`, undefined);
}

// Minutes without a touch after which the phone locks itself; 0: never. The engineer's own choice, on this phone.
export const LOCK_CHOICES: readonly number[] = [0, 2, 5, 15];
const LOOK_EVERY = 10_000;
let touched = Date.now();

export async function lockAfter(): Promise<number> {
  return ((await readDevice('lock_after')) as number | undefined) ?? 0;
}

export function setLockAfter(minutes: number): Promise<void> {
  return writeDevice('lock_after', minutes);
}

/** Only where a code opens it again, and never under the customer's hand. */
async function lockIfIdle(now = Date.now()): Promise<void> {
  const minutes = await lockAfter();
  if (!minutes || locked.value || !me.value || now - touched < minutes * 60_000) return;
  if (!location.pathname.endsWith('/sign') && (await hasCode())) await lock();
}

export function watchIdle(): void {
  const touch = () => {
    touched = Date.now();
  };
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touch, { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void lockIfIdle());
  setInterval(() => void lockIfIdle(), LOOK_EVERY);
}
