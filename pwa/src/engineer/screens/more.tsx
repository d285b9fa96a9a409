// The rest that can be done with a visit now, behind the button "More".
import type { ComponentChildren } from 'preact';
import { type Action, BENCH, type Transition } from '../../shared/domain.gen';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { possible } from '../../shared/status';
import { actionWord, statusWord } from '../../shared/status-words';
import { ICONS, ORDER } from '../action-icons';
import type { View } from '../model';
import { Veil } from '../sheet';

interface MoreProps {
  view: View;
  rows: Transition[];
  /** What stands before them. */
  first: ComponentChildren;
  onTap: (row: Transition) => void;
  onUndo: () => void;
  onClose: () => void;
}

export function More({ view, rows, first, onTap, onUndo, onClose }: MoreProps) {
  const place = (action: Action) => (ORDER.includes(action) ? ORDER.indexOf(action) : ORDER.length);
  return (
    <Veil label={t('visit.more')} onClose={onClose}>
      <div class="sheet more-sheet">
        <h2>{BENCH.has(view.kind) ? view.account : view.site}</h2>
        {first}
        {rows
          .toSorted((a, b) => place(a.action) - place(b.action))
          .map((row) => (
            <button
              key={row.action}
              type="button"
              class={`big ${row.action === 'decline' ? 'danger' : ''}`}
              onClick={() => onTap(row)}
              data-action={row.action}
            >
              <Icon name={ICONS[row.action] ?? 'dots'} />
              {actionWord(row.action, view.kind)}
            </button>
          ))}
        {mayUndo(view) && (
          <button type="button" class="big" data-action="undo" onClick={onUndo}>
            <Icon name="undo" />
            {t('visit.undo_to', { status: statusWord(view.undo_to ?? view.status, view.kind) })}
          </button>
        )}
        <button type="button" class="plain big" onClick={onClose}>
          {t('sheet.cancel')}
        </button>
      </div>
    </Veil>
  );
}

export function mayUndo(view: View): boolean {
  return view.undo_to != null && possible(view.status, ['engineer'], view.kind).some((row) => row.action === 'undo');
}
