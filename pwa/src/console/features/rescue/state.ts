// The plan that somebody looks at just now: the map draws its ways; one key goes to the first one, and Enter carries it out.
import { signal } from '@preact/signals';
import { createRef } from 'preact';
import type { Schemas } from '../../../shared/api';

export const looked = signal<Schemas['RescuePlan'] | null>(null);

/** Plans for the visit on the screen are asked for. */
export const searching = signal(false);

/** Its button, while one is on the screen. */
export const firstPlan = createRef<HTMLButtonElement>();
