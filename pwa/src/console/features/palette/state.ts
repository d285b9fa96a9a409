// Which sheet lies over the page: the commands, the keys, or none.
import { signal } from '@preact/signals';

export const sheet = signal<'commands' | 'keys' | null>(null);
