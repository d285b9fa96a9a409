// What can be done with a visit now: the one next thing at the thumb, and the rest behind "More".
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Action, MAIN_PATH, type Status, TO_SIGNATURE, type Transition } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { possible } from '../../shared/status';
import { clockTime } from '../../shared/time';
import { ICONS, ORDER } from '../action-icons';
import { reportBegun } from '../changes';
import type { View } from '../commands';
import { draftOf, type Ending } from '../drafts';
import { save } from '../outbox';
import { complete, WORK_FIELDS } from '../report';
import { go } from '../router';
import { Sheet, Veil } from '../sheet';
import { commands, net } from '../state';

const HIDDEN = new Set<Action>(['sign', 'undo']);
// A button that has just changed its meaning does not take the second half of a double tap.
const SETTLES = 450;
const UNDO_SHOWN = 10_000;

interface Tapped {
  action: Action;
  at: number;
  /** It changed where the visit stands: that can be taken back, words cannot. */
  moved: boolean;
}

export function Actions({ view }: { view: View }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const [open, setOpen] = useState(false);
  const [tapped, setTapped] = useState<Tapped | null>(null);
  const settling = useSettling(view.status);
  const saving = useRef(false);
  const rows = possible(view.status, ['engineer']).filter((row) => !HIDDEN.has(row.action));
  const next = rows.find((row) => row.action === nextOf(view));

  const run = async (action: Action, data: Record<string, unknown> = {}, ends?: Ending): Promise<void> => {
    if (saving.current) return; // nothing is drawn before it is saved: that would make people wait
    saving.current = true;
    const saved = await act(view, action, data, ends);
    saving.current = false;
    const moved = rows.some((row) => row.action === action && row.to !== null);
    if (saved) setTapped(action === 'undo' ? null : { action, at: Date.now(), moved });
  };
  const tap = (row: Transition) => {
    setOpen(false);
    if (row.needs.length) setAsking(row);
    else void run(row.action);
  };
  useEffect(() => {
    if (!tapped) return;
    const gone = setTimeout(() => setTapped(null), UNDO_SHOWN);
    return () => clearTimeout(gone);
  }, [tapped]);

  const late = rows.find((row) => row.action === 'running_late');
  return (
    <>
      <footer class="actions">
        {tapped && <Saved tapped={tapped} view={view} onUndo={() => void run('undo')} />}
        {view.status === 'awaiting_signature' ? (
          <button type="button" class="primary big" onClick={() => go(toSignature(view))}>
            {t(draftOf(view.attendance_id).signing ? 'report.to_own' : 'report.to_signature')}
          </button>
        ) : (
          next && (
            <button
              type="button"
              class={`primary big ${settling ? 'settling' : ''}`}
              disabled={settling}
              onClick={() => tap(next)}
              data-action={next.action}
            >
              {td('action', next.action)}
            </button>
          )
        )}
        <div class="pair">
          {TO_SIGNATURE[view.status] ? (
            <button type="button" class="big" onClick={() => go(`/app/visit/${view.attendance_id}/report`)}>
              <Icon name="file" />
              {t(reportBegun(draftOf(view.attendance_id)) ? 'visit.report_go_on' : 'visit.report')}
            </button>
          ) : (
            late && (
              <button type="button" class="big" onClick={() => tap(late)}>
                <Icon name="late" />
                {td('action', 'running_late')}
              </button>
            )
          )}
          <button type="button" class="big" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="dots" />
            {t('visit.more')}
          </button>
        </div>
      </footer>
      {open && (
        <More
          view={view}
          rows={rows.filter((row) => row !== next)}
          onTap={tap}
          onUndo={() => {
            setOpen(false);
            void run('undo');
          }}
          onClose={() => setOpen(false)}
        />
      )}
      {asking && (
        <Sheet
          attendance_id={view.attendance_id}
          row={asking}
          begun={asking.action === 'ask_for_help' ? { text: foundSoFar(view) } : {}}
          onCancel={() => setAsking(null)}
          onDone={(data, ends) => {
            setAsking(null);
            void run(asking.action, data, ends);
          }}
        />
      )}
    </>
  );
}

/** True for a moment after the status has changed, from the very picture that shows it. */
function useSettling(status: Status): boolean {
  const [settling, setSettling] = useState(false);
  const shown = useRef(status);
  useLayoutEffect(() => {
    if (shown.current === status) return;
    shown.current = status;
    setSettling(true);
    const settled = setTimeout(() => setSettling(false), SETTLES);
    return () => clearTimeout(settled);
  }, [status]);
  return settling;
}

/** A customer who has just called has confirmed already. */
function nextOf(view: View): Action | undefined {
  const begun = commands.value.some((row) => row.kind === 'begin_order' && row.attendance_id === view.attendance_id);
  return begun && view.status === 'accepted' ? 'set_off' : MAIN_PATH[view.status];
}

function mayUndo(view: View): boolean {
  return view.undo_to != null && possible(view.status, ['engineer']).some((row) => row.action === 'undo');
}

function toSignature(view: View): string {
  return `/app/visit/${view.attendance_id}/${complete(draftOf(view.attendance_id)) ? 'sign' : 'report'}`;
}

function Saved({ tapped, view, onUndo }: { tapped: Tapped; view: View; onUndo: () => void }) {
  const unheard = net.value !== 'ok' && tapped.action === 'ask_for_help';
  return (
    <p class={`saved-line ${unheard ? 'unheard' : ''}`} role="status">
      <Icon name={unheard ? 'phone' : 'check'} />
      <span>
        {td('action', tapped.action)} · {clockTime(tapped.at, view.time_zone)}
        {net.value !== 'ok' && ` · ${t(unheard ? 'visit.help_unheard' : 'queue.on_phone')}`}
      </span>
      {tapped.moved && mayUndo(view) && (
        <button type="button" class="plain" data-undo onClick={onUndo}>
          <Icon name="undo" />
          {t('visit.undo')}
        </button>
      )}
    </p>
  );
}

interface MoreProps {
  view: View;
  rows: Transition[];
  onTap: (row: Transition) => void;
  onUndo: () => void;
  onClose: () => void;
}

function More({ view, rows, onTap, onUndo, onClose }: MoreProps) {
  const place = (action: Action) => (ORDER.includes(action) ? ORDER.indexOf(action) : ORDER.length);
  return (
    <Veil label={t('visit.more')} onClose={onClose}>
      <div class="sheet more-sheet">
        <h2>{view.site}</h2>
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
              {td('action', row.action)}
            </button>
          ))}
        {mayUndo(view) && (
          <button type="button" class="big" data-action="undo" onClick={onUndo}>
            <Icon name="undo" />
            {t('visit.undo_to', { status: td('status', view.undo_to ?? '') })}
          </button>
        )}
        <button type="button" class="plain big" onClick={onClose}>
          {t('sheet.cancel')}
        </button>
      </div>
    </Veil>
  );
}

/** Whoever is asked for help begins where they stand, and not with what they have to say a second time. */
function foundSoFar(view: View): string {
  const { values } = draftOf(view.attendance_id);
  const lines = WORK_FIELDS.filter((key) => values[key]?.trim()).map(
    (key) => `${td('report', `field_${key}`)}: ${values[key]?.trim()}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** False: nothing was saved; the red banner says it (state.failure). */
export async function act(view: View, action: Action, data: Record<string, unknown>, ends?: Ending): Promise<boolean> {
  const wanted = { kind: 'act' as const, attendance_id: view.attendance_id, action, expected: view.status, data, ends };
  return save(wanted).then(
    () => true,
    () => false,
  );
}
