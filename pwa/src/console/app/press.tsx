// The button of a command, where this person may do it.
import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';
import { type Command, may } from './commands';

interface Props {
  command: Command;
  class?: string;
  /** Where it leads is where they are. */
  current?: boolean;
  before?: ComponentChildren;
  after?: ComponentChildren;
}

export function Press({ command, class: kind, current, before, after }: Props) {
  if (!may(command)) return null;
  return (
    <button type="button" class={kind} aria-current={current} onClick={() => command.run('')}>
      {before}
      {t(command.label)}
      {after}
    </button>
  );
}
