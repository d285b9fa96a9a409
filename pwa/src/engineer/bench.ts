// A device on the technician's bench: where it stands, what comes next, and what was said of it here that the server does not know yet.
import { type Action, AT_WORK, BENCH, type BenchInspection, HELD_UP } from '../shared/domain.gen';
import { nextStatus } from '../shared/status';
import type { Command, View } from './model';

type HandedIn = NonNullable<View['handed_in']>;
export type Quote = HandedIn['quotes'][number];
export type Outcome = BenchInspection['outcome'];
/** What is said in a sheet of its own, beside the taps of the table. */
export type Said = 'inspect' | 'quote';
export type Step = Action | Said | 'report';
/** bench.<stage> says it in words. */
type Stage = 'begin' | 'inspect' | 'price' | 'back' | 'asked' | 'agreed' | 'declined' | 'work' | 'ready' | 'other';

export const SHEETS: Record<Said, string> = { inspect: 'sheet:inspect', quote: 'sheet:quote' };
const AS_IT_IS = new Set<Outcome>(['no_fault', 'not_repairable']);

/** Servers of older releases tell of no quotes but the newest, in a line. */
export function quotesOf(view: View): Quote[] {
  return view.handed_in?.quotes ?? [];
}

export function asked(view: View): Quote | undefined {
  return quotesOf(view).find((quote) => quote.agreed === null);
}

export function stageOf(view: View): Stage {
  if (view.status === 'accepted') return 'begin';
  if (view.status === 'awaiting_signature') return 'ready';
  if (asked(view)) return 'asked';
  const last = quotesOf(view).at(-1);
  if (view.status === 'awaiting_customer') return last?.agreed ? 'agreed' : 'other';
  if (view.status !== 'diagnosing') return nextStatus(view.status, 'finish_work', null, view.kind) ? 'work' : 'other';
  if (last) return last.agreed ? 'agreed' : 'declined';
  const outcome = view.handed_in?.outcome as Outcome | null | undefined;
  if (!outcome) return 'inspect';
  return AS_IT_IS.has(outcome) ? 'back' : 'price';
}

/** The large button, and the one beside it. Where none stands here it is as for every visit. */
export const STEPS: Partial<Record<Stage, { main: Step | null; beside: Step }>> = {
  inspect: { main: 'inspect', beside: 'report' },
  price: { main: 'quote', beside: 'start_repair' },
  back: { main: 'finish_work', beside: 'quote' },
  asked: { main: null, beside: 'report' },
  agreed: { main: 'start_repair', beside: 'report' },
  declined: { main: 'finish_work', beside: 'quote' },
  work: { main: 'finish_work', beside: 'report' },
};

/** What can be said of it now: it is looked at, and not handed out yet. One quote waits at a time. */
export function sayable(view: View): Said[] {
  const open = BENCH.has(view.kind) && !view.ended_at && (AT_WORK.has(view.status) || waits(view));
  if (!open) return [];
  return asked(view) ? ['inspect'] : ['inspect', 'quote'];
}

function waits({ status }: View): boolean {
  return HELD_UP.has(status) || status === 'parts_ready';
}

/** On the screen at once, as the server will have it. */
export function saidOnBench(view: View, { kind, data, at }: Command): void {
  if (!view.handed_in || view.ended_at) return;
  if (kind === 'inspect') {
    const photos = [...new Set([...(view.handed_in.photos ?? []), ...((data.photos as string[] | undefined) ?? [])])];
    view.handed_in = { ...view.handed_in, outcome: data.outcome as Outcome, findings: String(data.text ?? ''), photos };
    return;
  }
  const [amount, currency, work] = [String(data.amount), String(data.currency), String(data.text)];
  const answer = { agreed: null, answered_at: null, answered_by: '', how: null };
  const quote: Quote = { amount, currency, work, made_at: new Date(at).toISOString(), ...answer };
  view.handed_in = { ...view.handed_in, quotes: [...quotesOf(view), quote] };
  const status = nextStatus(view.status, 'wait_for_customer', null, view.kind);
  if (status) Object.assign(view, { status, undo_to: null });
}
