// The phone's own key: made here, never extractable. It signs what the customer signed.
import { v7 as uuid } from 'uuid';
import { owner, read, write } from './db';

interface PhoneKey {
  id: string;
  pair: CryptoKeyPair;
}

/** By the person whose database holds it: one page can serve two, one after the other. */
const known = new Map<string, PhoneKey>();

async function key(): Promise<PhoneKey> {
  const whose = owner();
  const found = known.get(whose) ?? (await stored()) ?? (await make());
  known.set(whose, found);
  return found;
}

async function stored(): Promise<PhoneKey | undefined> {
  return read(['meta'], (tx) => rememberKey(tx.objectStore('meta')));
}

/** From now on this page knows the key, also where its database is deleted. */
export async function rememberKey(meta: { get(key: string): Promise<unknown> }): Promise<PhoneKey | undefined> {
  const whose = owner();
  const found = (await meta.get('phone')) as PhoneKey | undefined;
  if (found) known.set(whose, found);
  return found;
}

/** One a database, also where two tabs begin it together. */
async function make(): Promise<PhoneKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const made = { id: uuid(), pair };
  return write(['meta'], async (tx) => {
    const first = await rememberKey(tx.objectStore('meta'));
    if (!first) await tx.objectStore('meta').put(made, 'phone');
    return first ?? made;
  });
}

/** The key that this page knows, into a database that was begun anew. */
export async function keepKey(meta: { put(value: unknown, key: string): Promise<unknown> }): Promise<void> {
  const here = known.get(owner());
  if (here) await meta.put(here, 'phone');
}

export async function phoneId(): Promise<string> {
  return (await key()).id;
}

/** What the server has to know of this phone before it takes anything from it. */
export async function publicKey(): Promise<{ id: string; public_key: JsonWebKey }> {
  const phone = await key();
  return { id: phone.id, public_key: await crypto.subtle.exportKey('jwk', phone.pair.publicKey) };
}

export async function signText(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, (await key()).pair.privateKey, bytes);
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
