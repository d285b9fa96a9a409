// One order beside the board: what is decided, who goes, what can be done, and all that is known of it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { BEFORE_VISIT, FINISHED, MOVABLE, NOT_BY_TAP, type Transition } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { possible, tone } from '../../../shared/status';
import { moment, period, relative, span } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { allowed, me } from '../../app/session';
import { paperOf } from '../../data/orders';
import { linked } from '../../ui/entry-link';
import { holds } from '../../ui/phone-holds';
import { Candidates } from '../assign/candidates';
import { levelName } from '../levels/names';
import { Decide } from '../review/decide';
import { Site } from '../sites/site';
import { Ask } from './ask';
import { Clocks } from './clocks';
import { CustomerLink } from './customer-link';
import { History } from './history';
import { lateMinutes } from './line';
import { Said } from './said';
import { act, type Detail, detail } from './state';

export function DetailPanel() {
  const open = detail.value;
  if (!chosen.value || !open) return <aside class="detail blank soft">{t('console.choose')}</aside>;
  const { line } = open;
  const mayAssign = allowed('orders.assign');
  return (
    <aside class="detail" key={line.id} data-status={line.status}>
      <Head open={open} />
      {open.reviews.map((review) => (
        <Decide key={review.id} open={open} review={review} />
      ))}
      {mayAssign && (BEFORE_VISIT.has(line.status) || MOVABLE.has(line.status)) && (
        <Candidates key={`${line.id}${line.engineer_id}`} line={line} />
      )}
      <Actions open={open} />
      <Said open={open} />
      <Clocks open={open} />
      <Facts open={open} />
      <Site key={line.id} order={line.id} zone={open.extra.time_zone} />
      <Reports open={open} />
      <History open={open} />
    </aside>
  );
}

function Head({ open: { line, extra, attendances } }: { open: Detail }) {
  const lateBy = lateMinutes(line);
  const now = attendances.find((row) => row.ended_at === null);
  const zone = extra.time_zone;
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
        <span class={`chip ${tone(line.status)}`}>{td('status', line.status)}</span>
        {lateBy > 0 && <span class="chip bad">{t('time.after_promise', { span: span(lateBy * 60_000) })}</span>}
        <span class="soft small">{relative(line.status_since)}</span>
      </p>
      <p class="fault">{line.fault}</p>
      <dl class="pairs">
        <div>
          <dt>{t('detail.promise')}</dt>
          <dd>{line.window_from && line.window_to ? period(line.window_from, line.window_to, zone) : '–'}</dd>
        </div>
        <div>
          <dt>{t('detail.engineer')}</dt>
          <dd>
            {line.engineer ?? t('console.unassigned')}
            {now?.phone_seen_at && <LastWord row={now} zone={zone} />}
          </dd>
        </div>
        {line.predicted_arrival && !line.arrived_at && !FINISHED.has(line.status) && (
          <div>
            <dt>{t('detail.arrives')}</dt>
            <dd>
              {moment(line.predicted_arrival, zone)} <span class="soft">{relative(line.predicted_arrival)}</span>
              {line.late_reason && <span class="bad-word"> · {td('late', line.late_reason)}</span>}
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}

/** How old what the engineer told is, and what their phone still holds: from the phone's own last word. */
function LastWord({ row, zone }: { row: Detail['attendances'][number]; zone: string }) {
  return (
    <span class="soft small block" data-phone>
      {t('detail.phone_heard', { age: relative(row.phone_seen_at ?? '') })}
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

function Actions({ open }: { open: Detail }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const roles = (me.value?.roles ?? []).filter((role) => role !== 'engineer');
  const rows = possible(open.line.status, roles).filter((row) => !NOT_BY_TAP.has(row.action));
  const press = (row: Transition) => {
    if (row.needs.length) setAsking(row);
    else void act(open.line, row.action);
  };
  return (
    <section class="action-bar" aria-label={t('detail.actions')}>
      {rows.map((row) => (
        <button
          key={row.action}
          type="button"
          class={row.action === 'cancel' ? 'danger' : ''}
          onClick={() => press(row)}
          data-action={row.action}
        >
          {td('action', row.action)}
        </button>
      ))}
      <CustomerLink id={open.line.id} />
      {asking && <Ask key={asking.action} line={open.line} row={asking} onDone={() => setAsking(null)} />}
    </section>
  );
}

function Facts({ open: { line, extra, parts } }: { open: Detail }) {
  const rows: [string, ComponentChildren][] = [
    [t('detail.customer'), linked('contacts', extra.contact_id, `${extra.contact} · ${extra.contact_phone}`)],
    [t('form.site'), linked('sites', extra.site_id, `${line.site}, ${extra.address}`)],
    [t('detail.device'), linked('devices', extra.device_id, [extra.model, extra.serial].filter(Boolean).join(' · ') || '–')],
    [t('form.level'), levelName(line.level)],
    [t('form.kind'), td('kind', line.kind)],
    ...(extra.came_in ? [[t('form.came_in'), td('came_in', extra.came_in)] as [string, string]] : []),
    [t('form.skill'), extra.skill ?? t('form.any')],
    [t('detail.station'), extra.station],
    ...(extra.access_note ? [[t('form.access'), extra.access_note] as [string, string]] : []),
    ...(extra.stars ? [[t('detail.rating'), `${'★'.repeat(extra.stars)} ${extra.comment ?? ''}`] as [string, string]] : []),
    ...parts.map((part): [string, ComponentChildren] => [
      t('detail.parts'),
      `${part.quantity} × ${part.name} · ${part.dates.map((row) => row.expected_on).join(' → ') || '?'}`,
    ]),
  ];
  return (
    <dl class="facts">
      {rows.map(([label, value], index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reports({ open }: { open: Detail }) {
  if (!open.reports.length) return null;
  return (
    <section>
      <h2>{t('detail.reports')}</h2>
      {open.reports.map((report) => (
        <p key={report.id} class="report-row">
          <Icon name="file" />
          {report.has_pdf ? (
            <a href={paperOf(report.id)} target="_blank" rel="noopener">
              {report.number}
            </a>
          ) : (
            <span>
              {report.number}{' '}
              <span class="soft">
                {t('visit.photos_missing', { n: report.photos - report.photos_missing, all: report.photos })}
              </span>
            </span>
          )}
          {report.replaced_by && <span class="soft">{t('report.replaced_by', { number: report.replaced_by })}</span>}
        </p>
      ))}
    </section>
  );
}
