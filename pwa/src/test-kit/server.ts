// The server as the phone's tests see it: what it holds, what it answers, and what the network does to an answer. Its own rules are
// tested against the real one (tests/offline); here it only has to say what a real one can say.
import type { Schemas } from '../shared/api';

type Outcome = Schemas['Outcome'];
export type Asked = { method: string; path: string; text: string };
/** lost: done, and nobody hears of it. offline: never arrived. Else what stands in the answer's place. */
export type Fault = 'lost' | 'offline' | Response | null;

const OURS = { headers: { 'x-app': 'outrider' } };

export function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, ...OURS });
}

export function refusal(status: number, code: string): Response {
  return answer({ code, title: code, detail: '' }, status);
}

export class Server {
  /** By id, as they arrived first; twice: those that arrived again with other bytes. */
  commands = new Map<string, string>();
  twice: string[] = [];
  asked: Asked[] = [];
  jobs: Schemas['Job'][] = [];
  blobs = new Map<string, Uint8Array>();
  epoch = 'first';
  seq = 0;
  /** What it says of a command that is new to it. */
  judge = (_: string): Partial<Outcome> => ({});
  /** What happens to a request, before anything else is done. */
  fault = (_: Asked): Fault => null;
  /** What a pull says besides. */
  page: Partial<Schemas['Pull']> = {};
  common = 0;
  /** Milliseconds that its clock is ahead of the phone's. */
  late = 0;

  requests(path: string): Asked[] {
    return this.asked.filter((row) => row.path.split('?')[0] === path);
  }

  /** The bodies of each post of commands that carried some. */
  posts(): string[] {
    return this.requests('/api/phone/commands')
      .map(({ text }) => /"commands":\[(.*)\]\}$/s.exec(text)?.[1] ?? '')
      .filter(Boolean);
  }

  /** Each body that was sent, one after the other. */
  sent(): string[] {
    return this.requests('/api/phone/commands').flatMap(({ text }) =>
      (JSON.parse(text) as { commands: object[] }).commands.map((row) => JSON.stringify(row)),
    );
  }

  fetch = async (path: string, options: RequestInit): Promise<Response> => {
    const bytes = options.body instanceof ArrayBuffer ? new Uint8Array(options.body) : null;
    const asked = { method: options.method ?? 'GET', path, text: bytes ? '' : String(options.body ?? '') };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault === 'offline') throw new TypeError('Failed to fetch');
    if (fault instanceof Response) return fault;
    const said = this.answer(asked, bytes);
    if (fault === 'lost') throw new TypeError('Failed to fetch');
    return said;
  };

  private answer({ method, path, text }: Asked, bytes: Uint8Array | null): Response {
    if (path === '/api/phones' || path === '/api/sign-out') return answer(null);
    if (path === '/api/phone/commands') return this.take(text);
    if (path.startsWith('/api/phone/pull')) return this.day(path);
    if (path === '/api/phone/common') return answer({ seq: this.common });
    if (path === '/api/phone/pack') return answer({ seq: this.seq, made_at: this.now(), entries: [], size: 0, sha256: '' });
    if (path.startsWith('/api/blobs/')) return this.blob(method, path, text, bytes);
    throw new Error(`nobody has said what ${path} answers`);
  }

  private now(): string {
    return new Date(Date.now() + this.late).toISOString();
  }

  private take(text: string): Response {
    const rows = (JSON.parse(text) as { commands: { id: string }[] }).commands;
    const outcomes = rows.map((row): Outcome => {
      const body = JSON.stringify(row); // the phone's own JSON.stringify made it: any other byte shows
      const before = this.commands.get(row.id);
      if (before !== undefined && before !== body) this.twice.push(row.id);
      if (before === undefined) this.commands.set(row.id, body);
      const feed_seq = before === undefined ? ++this.seq : this.seq;
      return { id: row.id, result: before === undefined ? 'applied' : 'duplicate', code: null, feed_seq, ...this.judge(body) };
    });
    return answer({ now: this.now(), outcomes });
  }

  private day(path: string): Response {
    const since = new URL(path, 'http://x').searchParams.get('since');
    const rest = { now: this.now(), duty: null, places: false, mark: null, lost: false };
    return answer({ epoch: this.epoch, seq: this.seq, full: since === null, jobs: this.jobs, ...rest, ...this.page });
  }

  private blob(method: string, path: string, text: string, bytes: Uint8Array | null): Response {
    const [name = '', offset] = path.slice('/api/blobs/'.length).split('?offset=');
    const size = method === 'PUT' ? (JSON.parse(text) as { size: number }).size : null;
    const before = this.blobs.get(name) ?? new Uint8Array();
    if (size !== null) this.sizes.set(name, size);
    if (bytes && Number(offset) === before.length) {
      const more = new Uint8Array(before.length + bytes.length);
      more.set(before);
      more.set(bytes, before.length);
      this.blobs.set(name, more);
    }
    const received = this.blobs.get(name)?.length ?? 0;
    return answer({ received, complete: received === this.sizes.get(name) });
  }

  private sizes = new Map<string, number>();
}
