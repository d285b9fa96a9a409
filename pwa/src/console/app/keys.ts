// Everything by keyboard: which command a key means, and when it means a letter.
import { COMMANDS, type Command, may } from './commands';
import { place } from './router';

/** Of those that a key may mean, the one that is possible where they are. */
function meant(key: string): Command | undefined {
  return Object.values(COMMANDS).find((row: Command) => row.keys.includes(key) && may(row, key));
}

/** The command key of a Mac and the control key of others are one; every letter with it is small. */
function nameOf({ key, ctrlKey, metaKey }: KeyboardEvent): string {
  return ctrlKey || metaKey ? `Mod+${key.toLowerCase()}` : key;
}

export function keys(event: KeyboardEvent): void {
  if (event.altKey || event.defaultPrevented) return; // the map, and whatever else had it, answered already
  const key = nameOf(event);
  const command = meant(key);
  if (!command || (isTyping(event.target) && !command.everywhere && !leaves(event))) return;
  event.preventDefault();
  command.run(key);
}

/** Boxes and buttons take no words. */
const PRESSED: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'submit']);

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && PRESSED.has(target.type)) return false;
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A half-written order is not thrown away by a key. */
function leaves(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && place.value.pathname === '/console';
}
