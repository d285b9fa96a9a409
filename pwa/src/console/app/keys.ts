// Everything by keyboard: which command a key means, and when it means a letter.
import { COMMANDS, type Command, may } from './commands';
import { place } from './router';

/** Of those that a key may mean, the one that is possible where they are. */
function meant(key: string): Command | undefined {
  return Object.values(COMMANDS).find((row: Command) => row.keys.includes(key) && may(row, key));
}

export function keys(event: KeyboardEvent): void {
  const typing =
    event.target instanceof HTMLInputElement ||
    event.target instanceof HTMLTextAreaElement ||
    event.target instanceof HTMLSelectElement;
  if (typing && place.value.pathname !== '/console') return; // a half-written order is not thrown away by a key
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return;
  const command = meant(event.key);
  if (!command) return;
  event.preventDefault();
  command.run(event.key);
}
