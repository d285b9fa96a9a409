// What can be done with a visit now: the one next thing at the thumb, and the rest behind "More".
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Action, AT_WORK, BENCH, TO_SIGNATURE, type Transition } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { mainAction, possible } from '../../shared/status';
import { actionWord } from '../../shared/status-words';
import { moment } from '../../shared/time';
import { act } from '../act';
import { ICONS } from '../action-icons';
import { farFrom } from '../arrival';
import type { Said, Step } from '../bench';
import { toldLate } from '../day';
import { reportBegun } from '../draft-edits';
import { draftOf, type Ending } from '../drafts';
import { lazy } from '../lazy';
import type { View } from '../model';
import { isRefused } from '../refused';
import { complete } from '../report';
import { go } from '../router';
import { useSettling } from '../settling';
import { commands, net } from '../state';
import { BenchButton, BenchMain, BenchMore, benchSteps, useSheets } from './counter-steps';
import { More, mayUndo } from './more';
import { ToNext } from './over';
import { ASKS, Question } from './question';

const Far = lazy(() => import('./far').then((file) => file.Far), null);
const HIDDEN = new Set<Action>(['sign', 'undo']);
const UNDO_SHOWN = 10_000;

interface Tapped {
  action: Action | Said;
  at: number;
  /** It changed where the visit stands: that can be taken back, words cannot. */
  moved: boolean;
}

export function Actions({ view }: { view: View }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const [open, setOpen] = useState(false);
  const [far, setFar] = useState<number | null>(null);
  const rows = rowsOf(view);
  const { tapped, run, saved } = useRun(view, rows);
  const bench = benchSteps(view);
  const { say, sheet } = useSheets(view, saved);
  const next = bench ? undefined : rows.find((row) => row.action === nextOf(view));
  const tap = (row: Transition) => {
    setOpen(false);
    const away = row.action === 'arrive' ? farFrom(view) : null;
    if (away !== null) setFar(away);
    else if (row.needs.length || ASKS.has(row.action)) setAsking(row);
    else void run(row.action);
  };
  const arrive = () => {
    void run('arrive', { distance_m: far });
    setFar(null);
  };
  const step = (wanted: Step) => {
    setOpen(false);
    const row = rows.find(({ action }) => action === wanted);
    if (row) tap(row);
    else say(wanted);
  };
  return (
    <>
      <footer class="actions">
        {tapped && <Saved tapped={tapped} view={view} onUndo={() => void run('undo')} />}
        {bench ? <BenchMain view={view} step={bench.main} onStep={step} /> : <Next view={view} row={next} onTap={tap} />}
        <div class="pair">
          {bench && <BenchButton view={view} step={bench.beside} onStep={step} />}
          {!bench && <Beside view={view} row={next} late={rows.find((row) => row.action === 'running_late')} onTap={tap} />}
          <button type="button" class="big" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="dots" />
            {t('visit.more')}
          </button>
        </div>
      </footer>
      {open && (
        <More
          view={view}
          rows={rows.filter((row) => row !== next && row.action !== bench?.main && row.action !== bench?.beside)}
          first={<BenchMore view={view} shown={bench} onStep={step} />}
          onTap={tap}
          onUndo={() => {
            setOpen(false);
            void run('undo');
          }}
          onClose={() => setOpen(false)}
        />
      )}
      {far !== null && <Far view={view} far={far} onYes={arrive} onNo={() => setFar(null)} />}
      {asking && <Question view={view} row={asking} rows={rows} run={run} onAsk={setAsking} />}
      {sheet}
    </>
  );
}

/** What engineers can do here; to be on time after all only where they have said otherwise. */
function rowsOf(view: View): Transition[] {
  const told = toldLate(view) > 0;
  return possible(view.status, ['engineer'], view.kind).filter(
    ({ action }) => !HIDDEN.has(action) && (told || action !== 'on_time'),
  );
}

/** Does what was tapped, once at a time. tapped: what was saved last, for as long as it can be taken back here. */
function useRun(view: View, rows: readonly Transition[]) {
  const [tapped, setTapped] = useState<Tapped | null>(null);
  const saving = useRef(false);
  const run = async (action: Action, data: Record<string, unknown> = {}, ends?: Ending): Promise<void> => {
    if (saving.current) return; // nothing is drawn before it is saved: that would make people wait
    saving.current = true;
    const saved = await act(view, action, data, ends);
    saving.current = false;
    const moved = rows.some((row) => row.action === action && row.to !== null);
    if (saved) setTapped(action === 'undo' ? null : { action, at: Date.now(), moved });
  };
  useEffect(() => {
    if (!tapped) return;
    const gone = setTimeout(() => setTapped(null), UNDO_SHOWN);
    return () => clearTimeout(gone);
  }, [tapped]);
  const saved = (action: Said) => setTapped({ action, at: Date.now(), moved: false });
  return { tapped, run, saved };
}

interface NextProps {
  view: View;
  row: Transition | undefined;
  onTap: (row: Transition) => void;
}

/** The one large button. Who is there writes the report: its way to the signature says the rest. */
function Next({ view, row, onTap }: NextProps) {
  const settling = useSettling(view.status);
  if (view.status === 'awaiting_signature') return isRefused(view) ? <ToNext /> : <ToSignature view={view} class="primary big" />;
  if (AT_WORK.has(view.status))
    return <ToReport view={view} class={`primary big ${settling ? 'settling' : ''}`} off={settling} />;
  if (!row) return null;
  return (
    <button
      type="button"
      class={`primary big ${settling ? 'settling' : ''}`}
      disabled={settling}
      onClick={() => onTap(row)}
      data-action={row.action}
    >
      {actionWord(row.action, view.kind)}
    </button>
  );
}

function ToSignature({ view, class: kind }: { view: View; class: string }) {
  return (
    <button type="button" class={kind} data-to-signature onClick={() => go(toSignature(view))}>
      {t(draftOf(view.attendance_id).signing ? 'report.to_own' : 'report.to_signature')}
    </button>
  );
}

function ToReport({ view, class: kind, off = false }: { view: View; class: string; off?: boolean }) {
  return (
    <button type="button" class={kind} disabled={off} data-report onClick={() => go(`/app/visit/${view.attendance_id}/report`)}>
      <Icon name="file" />
      {t(reportBegun(draftOf(view.attendance_id)) ? 'visit.report_go_on' : 'visit.report')}
    </button>
  );
}

interface BesideProps extends NextProps {
  late: Transition | undefined;
}

/** What is wanted most beside it: at work its next step, where the customer is waited for the report, on the way there that it gets late. */
function Beside({ view, row, late, onTap }: BesideProps) {
  if (row && AT_WORK.has(view.status))
    return (
      <button type="button" class="big" onClick={() => onTap(row)} data-action={row.action}>
        <Icon name={ICONS[row.action] ?? 'dots'} />
        {td('action', row.action)}
      </button>
    );
  if (isRefused(view)) return <ToSignature view={view} class="big" />; // after all
  if (TO_SIGNATURE[view.status]) return <ToReport view={view} class="big" />;
  if (!late) return null;
  return (
    <button type="button" class="big" onClick={() => onTap(late)}>
      <Icon name="late" />
      {td('action', 'running_late')}
    </button>
  );
}

/** A customer who has just called has confirmed already. */
function nextOf(view: View): Action | undefined {
  const begun = commands.value.some((row) => row.kind === 'begin_order' && row.attendance_id === view.attendance_id);
  return begun && view.status === 'accepted' && !BENCH.has(view.kind) ? 'set_off' : mainAction(view.status, view.kind);
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
        {actionWord(tapped.action, view.kind)} · {moment(tapped.at, view.time_zone)}
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
