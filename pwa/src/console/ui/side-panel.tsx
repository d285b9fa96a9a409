// The frame of what a row of a list opens beside it: closed by its button, by Escape (app/commands.ts) and by the address.
import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { go } from '../app/router';

export function SidePanel({ heading, children }: { heading: string; children: ComponentChildren }) {
  return (
    <aside class="entry detail">
      <header class="spread">
        <h2 class="panel-heading">{heading}</h2>
        <button type="button" class="plain" aria-label={t('detail.close')} data-close onClick={() => go({ row: null })}>
          <Icon name="x" />
        </button>
      </header>
      {children}
    </aside>
  );
}
