// What a signed report says, in the words in which it was signed: for whoever comes, or is called, later.
import type { Schemas } from './api';
import { language, t, td } from './i18n';
import { date } from './time';

export type Done = Schemas['Done'];

/** Its result in a few words: why it is not solved, or until when a workaround is to hold. Empty of a report without codes. */
export function resultOf({ result, reason, until }: Pick<Done, 'result' | 'reason' | 'until'>): string {
  if (!result) return '';
  const why = reason?.[language.value] ?? (until ? t('place.until', { day: date(until) }) : '');
  return [td('report', `result_${result}`), why].filter(Boolean).join(' · ');
}

export function ReportSays({ done, zone }: { done: Done; zone: string }) {
  const rows = [
    [t('report.field_result'), resultOf(done)],
    [t('report.field_fault_found'), done.found],
    [t('report.field_work_done'), done.done],
    [t('report.part_in'), done.fitted.join('\n')],
    [t('report.field_open_points'), done.left_open],
    [t('place.signed'), [done.engineer, date(done.signed_at, zone)].filter(Boolean).join(' · ')],
  ].filter((row): row is [string, string] => Boolean(row[1]));
  return (
    <dl class="report-says">
      {rows.map(([label, text]) => (
        <div key={label}>
          <dt class="soft small">{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
