// A visit that becomes late is heard and stands in the title of the tab, whatever page is open.
import { effect, signal } from '@preact/signals';
import { late } from '../orders/state';

const STORED = 'outrider.late_sound';
const OFF = 'off';
const NOTES = [660, 880]; // Hz, one after the other
const LASTS = 0.18; // seconds, each
const LOUD = 0.12;

/** Of this desk: a colleague's may sound. */
export const muted = signal(localStorage.getItem(STORED) === OFF);

export function mute(quiet: boolean): void {
  muted.value = quiet;
  localStorage.setItem(STORED, quiet ? OFF : 'on');
  if (!quiet) ring();
}

/** What is late as the page opens is no news. */
export function watchLate(): void {
  let known = new Set(late.peek().map((line) => line.id));
  const named = document.title;
  effect(() => {
    const now = new Set(late.value.map((line) => line.id));
    document.title = now.size ? `(${now.size}) ${named}` : named;
    if ([...now].some((id) => !known.has(id)) && !muted.peek()) onceHere(ring);
    known = now;
  });
}

let context: AudioContext | null = null;

function ring(): void {
  context ??= new AudioContext();
  void context.resume(); // a page that nobody has touched yet may make no sound
  NOTES.forEach((tone, n) => void note(context as AudioContext, tone, n * LASTS));
}

function note(on: AudioContext, tone: number, after: number): void {
  const at = on.currentTime + after;
  const [voice, volume] = [on.createOscillator(), on.createGain()];
  voice.frequency.value = tone;
  volume.gain.setValueAtTime(LOUD, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LASTS);
  voice.connect(volume).connect(on.destination);
  voice.start(at);
  voice.stop(at + LASTS);
}

/** Of several tabs one is enough. */
function onceHere(sound: () => void): void {
  const moment = () => new Promise((done) => setTimeout(done, 2000));
  void navigator.locks.request('outrider-late', { ifAvailable: true }, async (mine) => {
    if (!mine) return;
    sound();
    await moment();
  });
}
