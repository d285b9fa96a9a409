// What came out of a visit, as codes: what the form may offer, what has to be said, and how it stands in the sealed text.
import type { Key } from '../shared/i18n';
import { toField } from '../shared/time';
import type { Draft, Piece, Result } from './model';
import { packed } from './state';

export const RESULTS = ['solved', 'workaround', 'unsolved'] as const;
export type Code = Piece['codes'][number];
/** Kinds of codes that are said of every fault; why it is not solved is asked only then. */
export const CLASSES = ['fault_class', 'cause_class', 'repeat_reason'] as const;
export const UNTIL_DAYS = [3, 7, 14, 30] as const;

/** Of its own day pack, else of any other that lies here: the catalogue is the organisation's. Pieces of older releases have none. */
export function codesFor(attendance_id: string): Code[] {
  const own = packed.value.get(attendance_id)?.piece.codes;
  return own ?? [...packed.value.values()].find(({ piece }) => piece.codes)?.piece.codes ?? [];
}

export function ofKind(codes: readonly Code[], kind: string): Code[] {
  return codes.filter((code) => code.kind === kind);
}

/** What is still to be said of the result: why, where there is something to choose from, or until when. */
export function missingOf({ values, attendance_id }: Draft): string[] {
  if (values.result === 'workaround' && !values.until) return ['until'];
  const asked = values.result === 'unsolved' && ofKind(codesFor(attendance_id), 'reason').length > 0;
  return asked && !values.reason ? ['reason'] : [];
}

/** As it is sealed. What was tapped for another result does not count. */
export function resultOf({ values }: Draft): Result | undefined {
  const result = RESULTS.find((name) => name === values.result);
  if (!result) return undefined;
  const said: Record<string, string | undefined> = {
    until: result === 'workaround' ? values.until : undefined,
    reason: result === 'unsolved' ? values.reason : undefined,
    ...Object.fromEntries(CLASSES.map((kind) => [kind, values[kind]])),
  };
  const human = values.human ? { human: values.human === 'yes' } : {};
  return { result, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)), ...human };
}

/** The same for whoever reads: label and value by field. */
export function rowsOf(
  draft: Draft,
  language: string,
  say: (key: Key) => string,
  shown: (day: string) => string,
): [string, string][] {
  const said = resultOf(draft);
  if (!said) return [];
  const codes = codesFor(draft.attendance_id);
  const name = (kind: string, code: string | undefined) =>
    code ? (codes.find((row) => row.kind === kind && row.code === code)?.names[language] ?? code) : '';
  return [
    ['result', say(`report.result_${said.result}`)],
    ['reason', name('reason', said.reason)],
    ['until', said.until ? shown(said.until) : ''],
    ...CLASSES.map((kind): [string, string] => [kind, name(kind, said[kind])]),
    ['human', said.human === undefined ? '' : say(said.human ? 'report.human_yes' : 'report.human_no')],
  ];
}

/** What a draft of a correction begins with. */
export function valuesOf(result: Result | undefined): Record<string, string> {
  if (!result) return {};
  const { human, ...codes } = result;
  const said = human === undefined ? {} : { human: human ? 'yes' : 'no' };
  return { ...codes, ...said };
}

/** The day so many from now, where the device stands. */
export function dayIn(days: number, zone: string, now: number): string {
  return toField(now + days * 86_400_000, zone).slice(0, 10);
}
