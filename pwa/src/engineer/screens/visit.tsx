import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { possible, tone } from '../../shared/status';
import { clockTime, relative } from '../../shared/time';
import type { Action, Status, Transition } from '../../shared/transitions.gen';
import { Top } from '../bar';
import type { View } from '../commands';
import { draftOf } from '../drafts';
import { save } from '../outbox';
import { WORK_FIELDS } from '../report';
import { go } from '../router';
import { Sheet, Veil } from '../sheet';
import { commands, views } from '../state';
import { Place } from './place';
import { Scanner } from './scan';
import { late } from './today';

// The one thing to do next, by status; everything else is behind "More".
const NEXT: Partial<Record<Status, Action>> = {
  assigned: 'accept',
  accepted: 'confirm_appointment',
  appointment_confirmed: 'set_off',
  parts_ready: 'set_off',
  parts_in_transit: 'receive_parts',
  awaiting_parts: 'receive_parts',
  en_route: 'arrive',
  arrived: 'start_diagnosis',
  diagnosing: 'start_repair',
  repairing: 'start_test',
  testing: 'finish_work',
  awaiting_customer: 'resume',
  remote_support: 'solve_remotely',
};
const HIDDEN = new Set<Action>(['sign']);

export function Visit({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  if (!view) return <Missing />;
  return (
    <>
      <Top title={view.number || t('begin.number_later')} backTo="/app/" />
      <main class="visit" data-status={view.status}>
        {view.ended_at && view.end_reason !== 'sign' && (
          <p class="note warn">{view.now_with ? t('visit.gone', { name: view.now_with }) : t('visit.gone_nobody')}</p>
        )}
        {view.needs_review && <p class="note warn">{t('visit.review')}</p>}
        <Head view={view} />
        <Facts view={view} />
        <Place view={view} />
        <Reports view={view} />
        <Recorded view={view} />
      </main>
      {!view.ended_at && <Actions view={view} />}
    </>
  );
}

function Missing() {
  return (
    <>
      <Top title="Outrider" backTo="/app/" />
      <main class="empty">
        <p>{t('visit.missing')}</p>
      </main>
    </>
  );
}

function Head({ view }: { view: View }) {
  const minutes = late(view);
  return (
    <section class="visit-head">
      <span class={`chip ${tone(view.status)}`}>{td('status', view.status)}</span>
      {minutes > 0 && <span class="chip bad">{t('today.late', { n: minutes })}</span>}
      <h2>{view.site}</h2>
      {view.window_from && view.window_to && (
        <p>
          {t('visit.promised', {
            from: clockTime(view.window_from, view.time_zone),
            to: clockTime(view.window_to, view.time_zone),
          })}
          {!view.arrived_at && <span class="soft"> · {relative(view.window_to)}</span>}
        </p>
      )}
      <p class="soft">{view.address}</p>
      <div class="pair">
        <a class="button big" href={mapLink(view)}>
          <Icon name="navigation" />
          {t('visit.navigate')}
        </a>
        <a class="button big" href={`tel:${view.contact_phone.replace(/\s/g, '')}`}>
          <Icon name="phone" />
          {t('visit.call')}
        </a>
      </div>
    </section>
  );
}

/** Hands over to the phone's own map application. */
export function mapLink(view: { lat: number; lon: number; site: string }, agent = navigator.userAgent): string {
  if (/iPhone|iPad/.test(agent)) return `maps:?daddr=${view.lat},${view.lon}`;
  return `geo:${view.lat},${view.lon}?q=${view.lat},${view.lon}(${encodeURIComponent(view.site)})`;
}

function Facts({ view }: { view: View }) {
  const [scanning, setScanning] = useState(false);
  const [scanned, setScanned] = useState<string | null>(null);
  const found = (serial: string) => {
    setScanned(serial);
    setScanning(false);
  };
  return (
    <section class="card facts">
      <Row label={t('visit.fault')} value={view.fault} />
      <div class="fact">
        <span class="soft">{t('visit.device')}</span>
        <span>
          {view.model} <code>{view.serial ?? '–'}</code>
          {scanned && (
            <span class={`note ${scanned === view.serial ? 'good' : 'warn'}`} role="status">
              {scanned === view.serial ? t('visit.serial_matches') : t('visit.serial_differs', { serial: scanned })}
            </span>
          )}
        </span>
        <button type="button" onClick={() => setScanning(true)}>
          <Icon name="scan" />
          {t('visit.scan')}
        </button>
      </div>
      <Row label={t('visit.contact')} value={`${view.contact} · ${view.contact_phone}`} />
      {view.access_note && <Row label={t('visit.access')} value={view.access_note} />}
      {view.parts.map((part) => (
        <Row
          key={part.number}
          label={t('visit.parts')}
          value={`${part.quantity} × ${part.name}${part.expected_on ? ` · ${t('visit.expected', { date: part.expected_on })}` : ''}`}
        />
      ))}
      {view.past.map((past) => (
        <Row key={past.number} label={t('visit.past')} value={`${past.number}: ${past.fault}`} />
      ))}
      {scanning && <Scanner onFound={found} onClose={() => setScanning(false)} />}
    </section>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  return (
    <div class="fact">
      <span class="soft">{label}</span>
      <span>{value}</span>
    </div>
  );
}

function Reports({ view }: { view: View }) {
  return (
    <>
      {view.reports.map((report) => (
        <section class="card report-line" key={report.id}>
          <Icon name="file" />
          <strong>{t('visit.report_number', { number: report.number })}</strong>
          {report.has_pdf ? (
            <a href={`/api/reports/${report.id}/pdf`} target="_blank" rel="noopener">
              {t('visit.pdf_ready')}
            </a>
          ) : (
            <span class="soft">
              {t('visit.photos_missing', { n: report.photos - report.photos_missing, all: report.photos })}
            </span>
          )}
        </section>
      ))}
    </>
  );
}

function Recorded({ view }: { view: View }) {
  const rows = commands.value
    .filter((row) => row.attendance_id === view.attendance_id)
    .slice(-6)
    .reverse();
  if (!rows.length) return null;
  return (
    <section class="card recorded">
      <h2>{t('visit.history')}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id} data-state={row.state}>
            <span>{clockTime(row.at, view.time_zone)}</span>
            <span>{td('action', row.action)}</span>
            <span class="soft">
              {row.state === 'waiting'
                ? t('queue.on_phone')
                : row.state === 'attention'
                  ? t('queue.attention')
                  : row.code
                    ? t('queue.kept')
                    : t('queue.received')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Actions({ view }: { view: View }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const [open, setOpen] = useState(false);
  const rows = possible(view.status, ['engineer']).filter(
    (row) => !HIDDEN.has(row.action) && (row.action !== 'undo' || view.undo_to),
  );
  const next = rows.find((row) => row.action === NEXT[view.status]);
  const tap = (row: Transition) => {
    setOpen(false);
    if (row.needs.length) return setAsking(row);
    void act(view, row.action, {});
  };
  const working = ['arrived', 'diagnosing', 'repairing', 'testing', 'awaiting_signature', 'awaiting_customer'].includes(
    view.status,
  );
  return (
    <footer class="actions">
      {view.status === 'awaiting_signature' ? (
        <button type="button" class="primary big" onClick={() => go(`/app/visit/${view.attendance_id}/report`)}>
          {t('report.to_signature')}
        </button>
      ) : (
        next && (
          <button type="button" class="primary big" onClick={() => tap(next)} data-action={next.action}>
            {td('action', next.action)}
          </button>
        )
      )}
      <div class="pair">
        {working && (
          <button type="button" class="big" onClick={() => go(`/app/visit/${view.attendance_id}/report`)}>
            <Icon name="file" />
            {t('visit.report')}
          </button>
        )}
        <button type="button" class="big" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="dots" />
          {t('visit.more')}
        </button>
      </div>
      {open && (
        <Veil onClose={() => setOpen(false)}>
          <div class="sheet">
            {rows
              .filter((row) => row !== next)
              .map((row) => (
                <button
                  key={row.action}
                  type="button"
                  class={`big ${row.action === 'decline' ? 'danger' : ''}`}
                  onClick={() => tap(row)}
                  data-action={row.action}
                >
                  {td('action', row.action)}
                </button>
              ))}
            <button type="button" class="plain big" onClick={() => setOpen(false)}>
              {t('sheet.cancel')}
            </button>
          </div>
        </Veil>
      )}
      {asking && (
        <Sheet
          row={asking}
          begun={asking.action === 'ask_for_help' ? { text: foundSoFar(view) } : {}}
          onCancel={() => setAsking(null)}
          onDone={(data) => {
            setAsking(null);
            void act(view, asking.action, data);
          }}
        />
      )}
    </footer>
  );
}

/** Whoever is asked for help begins where he stands, and not with what he has to say a second time. */
function foundSoFar(view: View): string {
  const { values } = draftOf(view.attendance_id);
  const lines = WORK_FIELDS.filter((key) => values[key]?.trim()).map(
    (key) => `${td('report', `field_${key}`)}: ${values[key]?.trim()}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

async function act(view: View, action: Action, data: Record<string, unknown>): Promise<void> {
  const wanted = { kind: 'act' as const, attendance_id: view.attendance_id, action, expected: view.status, data };
  await save(wanted).catch(() => undefined); // the red banner says it (state.failure); nothing was saved
}
