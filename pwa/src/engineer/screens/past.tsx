// What was done before, here and for this very order: by whom, what they found, fitted and left open; of the day pack, so offline too.

import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { ReportSays } from '../../shared/report-says';
import { date, moment } from '../../shared/time';
import type { Piece } from '../model';

export function Past({ piece }: { piece: Piece }) {
  if (!piece.past.length) return null;
  return (
    <details class="card more past" data-past>
      <summary>{t('place.past', { n: piece.past.length })}</summary>
      {piece.past.map((row) => (
        <details key={row.number} class="past-order">
          <summary>
            <span>
              <span class="soft">{date(row.called_at, piece.time_zone)}</span> {row.fault}
              {row.done?.result && <strong> · {td('report', `result_${row.done.result}`)}</strong>}
              <span class="soft small block">{[row.serial, row.engineer, row.number].filter(Boolean).join(' · ')}</span>
            </span>
          </summary>
          {row.done ? <ReportSays done={row.done} zone={piece.time_zone} /> : <p class="soft">{t('place.no_report')}</p>}
        </details>
      ))}
    </details>
  );
}

/** Whose turn it was before: it stands above all that is older. A piece that an older release kept has none. */
export function Before({ piece }: { piece: Piece }) {
  if (!piece.before?.length) return null;
  return (
    <>
      {piece.before.map((row) => (
        <details key={row.assigned_at} class="card more past" data-before>
          <summary>{t('place.before', { name: row.engineer, at: moment(row.assigned_at, piece.time_zone) })}</summary>
          {row.done && <ReportSays done={row.done} zone={piece.time_zone} />}
          <ol class="steps-before">
            {row.steps.map((step) => (
              <li key={`${step.at}${step.kind}`}>
                <span class="soft small">{moment(step.at, piece.time_zone)}</span>{' '}
                <span>{[td('action', step.kind), step.said].filter(Boolean).join(': ')}</span>
              </li>
            ))}
          </ol>
          {row.phone && (
            <a class="button big" href={`tel:${row.phone.replace(/\s/g, '')}`}>
              <Icon name="phone" />
              {row.engineer} · {row.phone}
            </a>
          )}
        </details>
      ))}
    </>
  );
}
