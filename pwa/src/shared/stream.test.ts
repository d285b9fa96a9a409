import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stream } from './stream';

/** A browser's stream, as far as the standard says it: what is not an answer of events closes it for good. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  constructor(readonly path: string) {
    super();
    Source.all.push(this);
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
    stream('/api/live', (hint) => heard.push(hint));
    last().refuse();
    vi.advanceTimersByTime(1_000);
    expect(Source.all.map((row) => row.path)).toEqual(['/api/live', '/api/live']);
    last().onopen?.();
    last().dispatchEvent(new Event('more'));
    expect(heard).toEqual(['closed', 'open', 'more']);
  });

  it('waits longer each time, a minute at most, and begins anew once it was open', () => {
    stream('/api/live', () => undefined);
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
    stream('/api/live', () => undefined);
    last().lose();
    vi.advanceTimersByTime(300_000);
    expect(Source.all.length).toBe(1);
  });

  it('stays closed once nobody listens', () => {
    const close = stream('/api/live', () => undefined);
    last().refuse();
    close();
    vi.advanceTimersByTime(300_000);
    expect(Source.all.length).toBe(1);
  });
});
