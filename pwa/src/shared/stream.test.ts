import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveAt, stream } from './stream';

/** A browser's stream, as far as the standard says it: what is not an answer of events closes it for good. */
class Source extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  constructor(readonly path: string) {
    super();
    Source.all.push(this);
  }
  answer(): void {
    this.readyState = Source.OPEN;
    this.onopen?.();
  }
  refuse(): void {
    this.readyState = Source.CLOSED;
    this.onerror?.();
  }
  lose(): void {
    this.onerror?.();
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
}

const last = () => Source.all.at(-1) as Source;

describe('a stream of hints', () => {
  beforeEach(() => {
    Source.all = [];
    vi.stubGlobal('EventSource', Source);
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is opened anew after an answer that was none, and heard again', () => {
    const heard: string[] = [];
    stream(
      () => '/api/live',
      (hint) => heard.push(hint),
    );
    last().refuse();
    vi.advanceTimersByTime(1_000);
    expect(Source.all.map((row) => row.path)).toEqual(['/api/live', '/api/live']);
    last().onopen?.();
    last().dispatchEvent(new Event('more'));
    expect(heard).toEqual(['closed', 'open', 'more']);
  });

  it('waits longer each time, a minute at most, and begins anew once it was open', () => {
    stream(
      () => '/api/live',
      () => undefined,
    );
    for (const most of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const before = Source.all.length;
      last().refuse();
      vi.advanceTimersByTime(most / 2 - 1);
      expect(Source.all.length).toBe(before);
      vi.advanceTimersByTime(most / 2 + 1);
      expect(Source.all.length).toBe(before + 1);
    }
    last().onopen?.();
    const before = Source.all.length;
    last().refuse();
    vi.advanceTimersByTime(1_000);
    expect(Source.all.length).toBe(before + 1);
  });

  it('is left to the browser where only the network failed', () => {
    stream(
      () => '/api/live',
      () => undefined,
    );
    last().lose();
    vi.advanceTimersByTime(300_000);
    expect(Source.all.length).toBe(1);
  });

  it('stays closed once nobody listens', () => {
    const { close } = stream(
      () => '/api/live',
      () => undefined,
    );
    last().refuse();
    close();
    vi.advanceTimersByTime(300_000);
    expect(Source.all.length).toBe(1);
  });

  it('turns to another address where it left off, and says nothing of it', () => {
    const heard: string[] = [];
    let map = 'box=1,1,2,2';
    const made = stream(
      (seen) => liveAt([map], seen),
      (hint) => heard.push(hint),
    );
    last().answer();
    last().dispatchEvent(Object.assign(new Event('more'), { lastEventId: '7' }));
    map = 'box=3,3,4,4';
    made.turn();
    last().answer();
    expect(Source.all.map((row) => row.path)).toEqual(['/api/live?box=1,1,2,2', '/api/live?box=3,3,4,4&seen=7']);
    expect(Source.all[0]?.readyState).toBe(Source.CLOSED);
    expect(heard).toEqual(['open', 'more']);
    last().lose();
    last().answer();
    expect(heard).toEqual(['open', 'more', 'closed', 'open']);
  });

  it('that waits to be opened anew is opened at the address of then', () => {
    let map = '';
    const made = stream(
      (seen) => liveAt([map], seen),
      () => undefined,
    );
    last().refuse();
    map = 'box=3,3,4,4';
    made.turn();
    vi.advanceTimersByTime(1_000);
    expect(Source.all.map((row) => row.path)).toEqual(['/api/live?box=none', '/api/live?box=3,3,4,4']);
  });

  it('asks for what all maps of a browser show, each once', () => {
    expect(liveAt(['box=3,3,4,4', '', 'box=1,1,2,2&follow=x', 'box=3,3,4,4'], '')).toBe(
      '/api/live?box=1,1,2,2&follow=x&box=3,3,4,4',
    );
    expect(liveAt(['', ''], '9')).toBe('/api/live?box=none&seen=9');
  });
});
