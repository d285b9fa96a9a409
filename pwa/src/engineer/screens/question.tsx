// What an action has to be told before it counts: a sheet of its own for each that needs more than words.
import type { Action, Transition } from '../../shared/domain.gen';
import { td } from '../../shared/i18n';
import { lateBegun } from '../day';
import { draftOf, type Ending } from '../drafts';
import { lazy } from '../lazy';
import type { View } from '../model';
import { WORK_FIELDS } from '../report';
import { Sheet } from '../sheet';

const AgreeSheet = lazy(() => import('./agree-sheet').then((file) => file.AgreeSheet), null);
const ConfirmSheet = lazy(() => import('./confirm-sheet').then((file) => file.ConfirmSheet), null);
const PartsSheet = lazy(() => import('./parts-wanted').then((file) => file.PartsSheet), null);
const BEGUN: Partial<Record<Action, (view: View) => Record<string, unknown>>> = {
  ask_for_help: (view) => ({ text: foundSoFar(view) }),
  running_late: lateBegun,
};

interface QuestionProps {
  view: View;
  row: Transition;
  rows: readonly Transition[];
  run: (action: Action, data?: Record<string, unknown>, ends?: Ending) => Promise<void>;
  onAsk: (row: Transition | null) => void;
}

export function Question({ view, row, rows, run, onAsk }: QuestionProps) {
  const close = () => onAsk(null);
  const say = (action: Action, data: Record<string, unknown> = {}, ends?: Ending) => {
    close();
    void run(action, data, ends);
  };
  if (row.action === 'confirm_appointment')
    return (
      <ConfirmSheet
        view={view}
        onAgreed={(other) =>
          other ? say('agree_time', { ...other, how: 'called' }) : say('confirm_appointment', { how: 'called' })
        }
        onNotReached={() => say('not_reached')}
        onAnother={() => onAsk(rows.find(({ action }) => action === 'agree_time') ?? null)}
        onClose={close}
      />
    );
  if (row.action === 'agree_time')
    return <AgreeSheet view={view} onDone={(data, ends) => say('agree_time', data, ends)} onCancel={close} />;
  const Asking = row.action === 'request_parts' ? PartsSheet : Sheet;
  return (
    <Asking
      attendance_id={view.attendance_id}
      row={row}
      begun={BEGUN[row.action]?.(view) ?? {}}
      onCancel={close}
      onDone={(data, ends) => say(row.action, data, ends)}
    />
  );
}

/** Actions that ask something first, though the table of statuses needs nothing of them. */
export const ASKS: ReadonlySet<Action> = new Set<Action>(['confirm_appointment']);

/** Whoever is asked for help begins where they stand, and not with what they have to say a second time. */
function foundSoFar(view: View): string {
  const { values } = draftOf(view.attendance_id);
  const lines = WORK_FIELDS.filter((key) => values[key]?.trim()).map(
    (key) => `${td('report', `field_${key}`)}: ${values[key]?.trim()}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}
