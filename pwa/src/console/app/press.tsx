// The button of a command, where this person may do it; of one that leads somewhere, a link that opens in another tab and can be copied.
import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';
import { type Command, may } from './commands';
import { at } from './router';

interface Props {
  command: Command;
  class?: string;
  /** Where it leads is where they are. */
  current?: boolean;
  before?: ComponentChildren;
  after?: ComponentChildren;
}

export function Press({ command, class: kind = '', current, before, after }: Props) {
  if (!may(command)) return null;
  const said = (
    <>
      {before}
      {t(command.label)}
      {after}
    </>
  );
  if (!command.to)
    return (
      <button type="button" class={kind} onClick={() => command.run('')}>
        {said}
      </button>
    );
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // the browser's own: another tab, another window
    event.preventDefault();
    command.run('');
  };
  return (
    <a class={`button ${kind}`} href={at(...command.to()).href} aria-current={current ? 'page' : undefined} onClick={follow}>
      {said}
    </a>
  );
}
