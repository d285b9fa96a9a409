// The report as the customer sees it: built from the phone's own documents, written out once, then sealed and never again.
import { BENCH } from '../shared/domain.gen';
import { choose, fill, type Key, wordsOf } from '../shared/i18n';
import { sha256 } from '../shared/sha256';
import { date, dayTime, deviceNow } from '../shared/time';
import { signText } from './key';
import type { Caption, Document, Draft, PartLine, Signed, View } from './model';
import { lastPlace } from './place';
import { missingOf, resultOf, rowsOf } from './results';

export const WORK_FIELDS = ['fault_found', 'diagnosis', 'work_done', 'parameters', 'open_points', 'advice'] as const;

/** What is still to be said before anybody signs; of a correction also why. */
export function missing(draft: Draft): string[] {
  const { values, corrects } = draft;
  const needed = [...(corrects ? ['correction'] : []), 'fault_found', 'work_done', 'result'];
  return [...needed.filter((key) => !values[key]?.trim()), ...missingOf(draft)];
}

export function complete(draft: Draft): boolean {
  return missing(draft).length === 0;
}

/** The customer's own where it is one of ours: the report is said and read in it. */
export function spokenBy(view: View): string {
  return choose([view.contact_language]);
}

export async function build(view: View, draft: Draft, report_id: string, language = spokenBy(view)): Promise<Document> {
  const words = await wordsOf(language);
  const say = (key: string) => fill(words[key as Key] ?? key);
  const { corrects } = draft;
  return {
    outrider_report: 1,
    renderer: 1,
    report_id,
    order_id: view.order_id,
    order_number: view.number,
    language,
    time_zone: view.time_zone,
    title: say(corrects ? 'report.title_corrected' : 'report.title'),
    sections: sections(view, draft, language, say),
    parts_title: say('report.parts'),
    parts: draft.parts.filter((part) => part.name.trim()).map(sealedPart),
    photos_title: say('report.photos'),
    photos: draft.photos.map((hash) => ({ sha256: hash, caption: captionOf(draft.captions?.[hash], say) })),
    declaration: say('sign.declaration'),
    ...(corrects ? { replaces: corrects.report_id } : {}),
    result: resultOf(draft),
  };
}

function captionOf(said: Caption | undefined, say: (key: string) => string): string {
  const words = [said?.when && say(`report.photo_${said.when}`), said?.text.trim()];
  return words.filter(Boolean).join(' · ');
}

/** One piece is sealed as it always was. */
function sealedPart({ id: _, quantity = 1, ...part }: PartLine): PartLine {
  return quantity > 1 ? { ...part, quantity } : part;
}

function sections(view: View, draft: Draft, language: string, say: (key: string) => string): Document['sections'] {
  const { corrects, values } = draft;
  const at = (time: string | null | undefined) => (time ? dayTime(time, view.time_zone, language) : '');
  const rows = (name: string, pairs: [string, string][]) => ({
    title: say(`report.section_${name}`),
    fields: pairs.map(([key, value]) => ({ key, label: say(`report.field_${key}`), value })),
  });
  const finished = view.finished_at ?? corrects?.signed_at ?? new Date(deviceNow()).toISOString();
  const way: [string, string][] = BENCH.has(view.kind)
    ? [] // nobody went anywhere
    : [
        ['departed', at(view.set_off_at)],
        ['arrived', at(view.arrived_at)],
      ];
  const found = [
    rows('customer', [
      ['account', view.account],
      ['contact', view.contact],
      ['site', view.site],
      ['address', view.address],
      ['device', view.model ?? ''],
      ['serial', values.serial || view.serial || ''],
    ]),
    rows('times', [['called', at(view.called_at)], ...way, ['finished', at(finished)]]),
    rows('work', [
      ['fault_reported', view.fault],
      ...WORK_FIELDS.map((key): [string, string] => [key, values[key]?.trim() ?? '']),
      ...rowsOf(draft, language, say, (day) => date(day, 'UTC', language)),
    ]),
  ];
  if (!corrects) return found;
  const why: [string, string][] = [
    ['correction', values.correction?.trim() ?? ''],
    ['corrected', at(corrects.signed_at)],
  ];
  return [rows('correction', why), ...found];
}

/** sealed: exactly the bytes that were shown. statement: who signed them, under the phone's own key. */
export async function seal(
  sealed: string,
  report_id: string,
  signatures: Signed[],
): Promise<{ statement: string; phone_signature: string }> {
  const place = lastPlace();
  const hash = await sha256(new TextEncoder().encode(sealed));
  const placed = signatures.map((row) => ({ ...row, lat: place?.lat ?? null, lon: place?.lon ?? null }));
  const statement = JSON.stringify({ report_id, sha256: hash, signatures: placed });
  return { statement, phone_signature: await signText(statement) };
}
