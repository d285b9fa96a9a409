// The buttons for a device on the bench: the one next thing, the one beside it, and what else can be said.
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon, type IconName } from '../../shared/icon';
import { actionWord } from '../../shared/status-words';
import { ICONS } from '../action-icons';
import { type Said, STEPS, type Step, sayable, stageOf } from '../bench';
import { reportBegun } from '../draft-edits';
import { draftOf } from '../drafts';
import { lazy } from '../lazy';
import type { View } from '../model';
import { go } from '../router';
import { useSettling } from '../settling';

// Their photos and camera are not what a day begins with.
const InspectSheet = lazy(() => import('./counter-sheets').then((file) => file.InspectSheet), null);
const QuoteSheet = lazy(() => import('./counter-sheets').then((file) => file.QuoteSheet), null);

type Steps = (typeof STEPS)[keyof typeof STEPS];

/** undefined: as for every visit. */
export function benchSteps(view: View): Steps {
  return view.handed_in ? STEPS[stageOf(view)] : undefined;
}

/** What is said in a sheet of its own. saved: it was. */
export function useSheets(view: View, saved: (said: Said) => void) {
  const [open, setOpen] = useState<Step | null>(null);
  const done = (said: Said | null) => {
    setOpen(null);
    if (said) saved(said);
  };
  const say = (step: Step) => (step === 'report' ? go(`/app/visit/${view.attendance_id}/report`) : setOpen(step));
  const Shown = open === 'inspect' ? InspectSheet : open === 'quote' ? QuoteSheet : null;
  return { say, sheet: Shown && <Shown view={view} onDone={done} /> };
}

const OWN: Record<Said | 'report', IconName> = { inspect: 'search', quote: 'message', report: 'file' };

function wordOf(view: View, step: Step): string {
  if (step === 'inspect') return t(view.handed_in?.outcome ? 'bench.correct' : 'counter.inspect');
  if (step === 'quote') return t('counter.quote');
  if (step === 'report') return t(reportBegun(draftOf(view.attendance_id)) ? 'visit.report_go_on' : 'visit.report');
  return actionWord(step, view.kind);
}

interface Props {
  view: View;
  step: Step;
  onStep: (step: Step) => void;
  class?: string;
  off?: boolean;
}

export function BenchButton({ view, step, onStep, class: kind = 'big', off = false }: Props) {
  const icon = OWN[step as Said] ?? ICONS[step as keyof typeof ICONS] ?? 'dots';
  return (
    <button type="button" class={kind} disabled={off} data-action={step} onClick={() => onStep(step)}>
      <Icon name={icon} />
      {wordOf(view, step)}
    </button>
  );
}

/** None where only the customer can go on: their answer is waited for. */
export function BenchMain({ view, step, onStep }: Omit<Props, 'step'> & { step: Step | null }) {
  const settling = useSettling(`${view.status} ${step}`);
  if (!step) return null;
  return (
    <BenchButton view={view} step={step} onStep={onStep} class={`primary big ${settling ? 'settling' : ''}`} off={settling} />
  );
}

/** In the sheet "More": what can be said or written now and has no button of its own. */
export function BenchMore({ view, shown, onStep }: { view: View; shown: Steps; onStep: (step: Step) => void }) {
  const all: Step[] = [...sayable(view), ...(shown ? ['report' as const] : [])];
  const rest = all.filter((step) => step !== shown?.main && step !== shown?.beside);
  return rest.map((step) => <BenchButton key={step} view={view} step={step} onStep={onStep} />);
}
