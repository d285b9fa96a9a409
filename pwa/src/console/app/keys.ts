// Everything by keyboard: which command a key means, and when it means a letter.
import { COMMANDS, type Command, may } from './commands';
import { place } from './router';

const BY_KEY = new Map<string, Command>(
  Object.values(COMMANDS).flatMap((row: Command) => row.keys.map((key) => [key, row] as const)),
);

export function keys(event: KeyboardEvent): void {
  const typing =
    event.target instanceof HTMLInputElement ||
    event.target instanceof HTMLTextAreaElement ||
    event.target instanceof HTMLSelectElement;
  if (typing && place.value.pathname !== '/console') return; // a half-written order is not thrown away by a key
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return;
  const command = BY_KEY.get(event.key);
  if (!command || !may(command, event.key)) return;
  event.preventDefault();
  command.run(event.key);
}
