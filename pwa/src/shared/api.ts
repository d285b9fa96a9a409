// Requests to the server, typed by its own document. A refusal is a Refusal with the server's words; no answer is Unreachable.
import { language, t } from './i18n';
import type { components } from './openapi.gen';

export type Schemas = components['schemas'];

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly params: Record<string, unknown>,
  ) {
    super(title);
  }
}

/** offline: nobody answered; portal: something else in the server's place; trouble: it, or what stands before it, has a fault. */
export type Silence = 'offline' | 'portal' | 'trouble';

/** Nothing is known to have been done. */
export class Unreachable extends Error {
  constructor(readonly why: Silence) {
    super('unreachable');
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  bytes?: ArrayBuffer;
  /** JSON that was serialised before and must arrive as those very bytes. */
  text?: string;
  timeout?: number;
  /** By which the server knows a request that is asked again (askOnce). */
  key?: string;
}

const SLOWEST = 2; // bytes a millisecond, as the slowest network that still is one

/** Milliseconds to wait for so many bytes, either way. */
export function patience(bytes: number): number {
  return 15_000 + bytes / SLOWEST;
}

/** Whose work is sent: should somebody else have signed in on this phone meanwhile, the server refuses to take it for theirs. */
export const sender = { user: '' };

export async function ask<T>(path: string, options: Options = {}): Promise<T> {
  const text = await askText(path, options);
  return (text ? JSON.parse(text) : undefined) as T;
}

const AGAIN_AFTER = [500, 2_000]; // milliseconds

/** A change that is done once, also where its answer is lost: it is asked again with the same key, and answered the same. */
export async function askOnce<T>(path: string, options: Options): Promise<T> {
  const keyed = { ...options, key: crypto.randomUUID() };
  for (const pause of AGAIN_AFTER) {
    try {
      return await ask<T>(path, keyed);
    } catch (error) {
      const away = error instanceof Unreachable || (error instanceof Refusal && error.status === 503);
      if (!away) throw error;
    }
    await new Promise((done) => setTimeout(done, pause));
  }
  return ask<T>(path, keyed);
}

/** The answer as it was sent, where its very bytes count. */
export async function askText(path: string, options: Options = {}): Promise<string> {
  const headers: Record<string, string> = { 'accept-language': language.value };
  if (options.key) headers['idempotency-key'] = options.key;
  if (sender.user) headers['x-outrider-user'] = sender.user;
  let body: BodyInit | null = null;
  if (options.bytes) {
    headers['content-type'] = 'application/octet-stream';
    body = options.bytes;
  } else if (options.text !== undefined) {
    headers['content-type'] = 'application/json';
    body = options.text;
  } else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  const signal = AbortSignal.timeout(options.timeout ?? 15_000);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(path, { method: options.method ?? 'GET', headers, body, signal, redirect: 'error', cache: 'no-store' });
    text = await answer.text();
  } catch {
    throw new Unreachable('offline');
  }
  if (answer.headers.get('x-app') !== 'outrider') throw new Unreachable(insteadOf(answer.status));
  if (answer.ok) return text;
  const problem = problemIn(text);
  throw new Refusal(answer.status, problem.code ?? 'broken', problem.title ?? '', problem.detail ?? '', problem.params ?? {});
}

const SIGN_IN_TO_NETWORK = 511;

/** What answered in the server's place: a gateway that does not reach it says 5xx. */
function insteadOf(status: number): Silence {
  return status >= 500 && status !== SIGN_IN_TO_NETWORK ? 'trouble' : 'portal';
}

/** A refusal that came broken is one all the same: its status says enough. */
function problemIn(text: string): { code?: string; title?: string; detail?: string; params?: Record<string, unknown> } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** A refusal in the server's words: two sentences, joined as the reader's language joins them. */
export function wordsOf({ title, detail }: Refusal): string {
  return detail ? t('word.two_sentences', { first: title.replace(/[.。]$/, ''), second: detail }) : title;
}
