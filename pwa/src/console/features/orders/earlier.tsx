// What was done before at this place and at this device, and what came out of this order's own reports.
import { t } from '../../../shared/i18n';
import { ReportSays, resultOf } from '../../../shared/report-says';
import { date } from '../../../shared/time';
import { OrderLink } from '../../ui/order-link';
import type { Detail } from './state';

export function Earlier({ open: { earlier, extra } }: { open: Detail }) {
  if (!earlier.length) return null;
  return (
    <section class="earlier" data-earlier>
      <h2>{t('place.past', { n: earlier.length })}</h2>
      {earlier.map((row) => (
        <details key={row.id}>
          <summary>
            <span class="soft">{date(row.called_at, extra.time_zone)}</span> {row.fault}
            {row.done?.result && <span class="soft"> · {resultOf(row.done)}</span>}
          </summary>
          <p class="small">
            <OrderLink id={row.id}>{row.number}</OrderLink> {row.serial}
          </p>
          {row.done ? <ReportSays done={row.done} zone={extra.time_zone} /> : <p class="soft">{t('place.no_report')}</p>}
        </details>
      ))}
    </section>
  );
}

type Result = Detail['results'][number];

/** Why one of its reports was not solved, in the reader's words. */
export function resultOfReport(open: Detail, id: unknown): string {
  const row = open.results.find((result) => result.report_id === id);
  return row ? inWords(row) : '';
}

export function inWords({ result, names, until }: Result): string {
  return resultOf({ result, reason: names.reason ?? null, until });
}
