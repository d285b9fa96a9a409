// The plan of a day: asked for, looked at, taken; and when it is made by itself.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Plan = Schemas['Plan'];
export type Desk = Schemas['PlanDesk'];
export type Shown = Schemas['ShownPlan'];
export type Proposal = Schemas['PlanProposal'];
export type Row = Schemas['PlanRow'];
export type Timed = Schemas['TimedPart'];
export type Taken = Schemas['TakenPart'];
export type Settings = Schemas['PlanSettings'];
export type KnownSettings = Schemas['KnownPlanSettings'];

export function readPlans(): Promise<Desk> {
  return ask('/api/plans');
}

export function askPlan(day: string, stations: string[]): Promise<Plan> {
  return askOnce('/api/plans', { method: 'POST', body: { day, stations } });
}

/** One proposal for all that comes late today. */
export function askStorm(stations: string[]): Promise<Plan> {
  return askOnce('/api/plans', { method: 'POST', body: { stations, storm: true } });
}

/** What was taken last, as a whole. */
export function takeBackPart(id: string): Promise<unknown> {
  return askOnce(`/api/plans/${id}/withdrawal`, { method: 'POST', body: {}, timeout: 120_000 });
}

export function readPlan(id: string): Promise<Shown> {
  return ask(`/api/plans/${id}`);
}

/** Cancels what is searched, puts aside what is there. */
export function endPlan(id: string): Promise<unknown> {
  return askOnce(`/api/plans/${id}/end`, { method: 'POST', body: {} });
}

/** What the ticked rows would come to, as the days stand. */
export function timePart(id: string, rows: string[]): Promise<Timed> {
  return ask(`/api/plans/${id}/part`, { method: 'POST', body: { rows } });
}

export function takePart(id: string, rows: string[]): Promise<Taken> {
  return askOnce(`/api/plans/${id}/take`, { method: 'POST', body: { rows }, timeout: 120_000 });
}

export function readPlanSettings(): Promise<KnownSettings> {
  return ask('/api/plan-settings');
}

export function writePlanSettings(was: Settings, wanted: Settings): Promise<unknown> {
  return askOnce('/api/plan-settings', { method: 'PUT', body: { was, wanted } });
}
