// The plan that somebody looks at just now: the map draws its ways, and one key carries the first one out.
import { signal } from '@preact/signals';
import type { Schemas } from '../../../shared/api';

export const looked = signal<Schemas['RescuePlan'] | null>(null);

/** What a press on the first plan does; null where none is on the screen, or one is being carried out. */
export const first = signal<(() => void) | null>(null);
