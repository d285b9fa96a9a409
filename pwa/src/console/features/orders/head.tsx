// The head of an order's page: whose it is, what is wrong, what was promised, who comes when.
import { FINISHED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { tone } from '../../../shared/status';
import { statusWord } from '../../../shared/status-words';
import { date, moment, period, relative, span } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { holds } from '../../ui/phone-holds';
import { PlaceZone } from '../../ui/place-zone';
import { Pinned } from '../assign/pinned';
import { HowSure } from '../rescue/how-sure';
import { asked } from './asked';
import { deedsOf } from './deeds';
import { InPlace } from './in-place';
import { type Line, lateMinutes } from './line';
import { EarlierPromises } from './promises';
import { Reminder } from './reminder';
import { type Detail, lines } from './state';

/** What the board knows of it already stands there at once. */
export function Outline() {
  const line = lines.value.get(chosen.value ?? '');
  if (!line) return <aside class="detail" aria-busy="true" />;
  return (
    <aside class="detail" aria-busy="true">
      <header>
        <span class="soft">{line.number}</span>
        <h1>{line.account}</h1>
        <p class="marks">
          <span class={`chip ${tone(line.status)}`}>{statusWord(line.status, line.kind)}</span>
        </p>
        <p class="fault">{line.fault}</p>
        <p>
          {promiseOf(line, line.time_zone)} · {line.engineer ?? t('console.unassigned')}
        </p>
      </header>
    </aside>
  );
}

export function Head({ open }: { open: Detail }) {
  const { line, attendances } = open;
  const zone = open.extra.time_zone;
  const lateBy = lateMinutes(line);
  return (
    <header>
      <div class="spread">
        <span class="soft">{line.number}</span>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={() => go({ order: null })}>
          <Icon name="x" />
        </button>
      </div>
      <h1>{line.account}</h1>
      <p class="marks">
        <span class={`chip ${tone(line.status)}`}>{statusWord(line.status, line.kind)}</span>
        <span class="soft small">{t('detail.status_since', { age: relative(line.status_since) })}</span>
        {lateBy > 0 && <span class="chip bad">{t('time.after_promise', { span: span(lateBy * 60_000) })}</span>}
      </p>
      <div class="fault">
        <InPlace key={line.id} line={line} name="fault">
          {line.fault}
        </InPlace>
      </div>
      <dl class="pairs">
        <div>
          <dt>{t('detail.promise')}</dt>
          <dd>
            {promiseOf(line, zone)}
            {deedsOf(line).some((row) => row.action === 'agree_time') && <NewTime />}
            <EarlierPromises open={open} />
          </dd>
        </div>
        <div>
          <dt>{t('detail.engineer')}</dt>
          <dd>
            {line.engineer ?? t('console.unassigned')} <Pinned line={line} />
            <LastWord row={attendances.find((row) => row.ended_at === null && !row.joins)} zone={zone} />
          </dd>
        </div>
        {line.predicted_arrival && !line.arrived_at && !FINISHED.has(line.status) && (
          <div>
            <dt>{t('detail.arrives')}</dt>
            <dd>
              {moment(line.predicted_arrival, zone)} <span class="soft">{relative(line.predicted_arrival)}</span>
              {line.late_reason && <span class={lateBy ? 'bad-word' : 'warn-word'}> · {td('late', line.late_reason)}</span>}
              <HowSure line={line} zone={zone} />
            </dd>
          </div>
        )}
      </dl>
      <PlaceZone zone={zone} />
      <Reminder line={line} />
    </header>
  );
}

function NewTime() {
  return (
    <button
      type="button"
      class="plain pencil"
      aria-label={td('action', 'agree_time')}
      data-edit-field="window"
      onClick={() => {
        asked.value = 'agree_time';
      }}
    >
      <Icon name="pencil" />
    </button>
  );
}

function promiseOf({ window_from, window_to, promised_on }: Line, zone: string): string {
  if (promised_on) return date(promised_on);
  return window_from && window_to ? period(window_from, window_to, zone) : '–';
}

/** How old what the engineer told is, and what their phone still holds: from the phone's own last word. */
function LastWord({ row, zone }: { row: Detail['attendances'][number] | undefined; zone: string }) {
  if (!row?.phone_seen_at) return null;
  return (
    <span class="soft small block" data-phone>
      {t('detail.phone_heard', { age: relative(row.phone_seen_at) })}
      {row.phone_unsent_since ? (
        <span class="warn-word">
          {' · '}
          {t('detail.phone_unsent', {
            what: holds(row.phone_unsent ?? 0, row.phone_unsent_photos ?? 0),
            at: moment(row.phone_unsent_since, zone),
          })}
        </span>
      ) : null}
    </span>
  );
}
