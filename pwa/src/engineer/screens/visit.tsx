import { useState } from 'preact/hooks';
import { AT_SITE } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { tone } from '../../shared/status';
import { clockTime, moment, relative, span } from '../../shared/time';
import { Top } from '../bar';
import { reportBegun } from '../changes';
import type { Command, View } from '../commands';
import { isGone } from '../day';
import { draftOf } from '../drafts';
import { go } from '../router';
import { attention, commands, inFlight, isOver, packed, views } from '../state';
import { ZoneNote } from '../zone';
import { Actions } from './actions';
import { Done, Over } from './over';
import { Place } from './place';
import { Scanner } from './scan';
import { Surroundings } from './surroundings';
import { late, wentTo } from './today';
import { Unsaid } from './unsaid';

export function Visit({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  if (!view) return <Missing />;
  const gone = isGone(view);
  const there = view.arrived_at !== null; // then what is on the table comes before the way to it
  const piece = packed.value.get(id)?.piece ?? pieceOf(view);
  return (
    <>
      <Top title={view.site} backTo="/app/" />
      <main class="visit" data-status={view.status}>
        {gone && <Gone view={view} />}
        {view.needs_review && !gone && (
          <p class="note warn">{t(view.needs_review === 'engineer_sick' ? 'visit.review_sick' : 'visit.review')}</p>
        )}
        {isOver(view) && !gone && <Done view={view} />}
        {(!isOver(view) || (!gone && draftOf(id).corrects)) && <Unfinished view={view} />}
        <Unsaid view={view} />
        <StillAt view={view} />
        <Head view={view} gone={gone} />
        {!isOver(view) && !there && piece && <Surroundings piece={piece} />}
        <Facts view={view} />
        {piece && <Place view={view} piece={piece} />}
        {!isOver(view) && there && piece && <Surroundings piece={piece} />}
        <Reports view={view} />
        <Recorded view={view} />
      </main>
      {isOver(view) ? !gone && <Over view={view} /> : <Actions view={view} />}
    </>
  );
}

/** Before the engineer goes to the next one: the office believes that they are still there. */
function StillAt({ view }: { view: View }) {
  const there = views.value.find((row) => AT_SITE.has(row.status) && !row.ended_at);
  if (!there || view.set_off_at || isOver(view)) return null;
  return (
    <button type="button" class="note warn still-at" onClick={() => go(`/app/visit/${there.attendance_id}`)}>
      {t('visit.still_at', { site: there.site, status: td('status', there.status) })}
    </button>
  );
}

/** A visit that began here has no piece of its own yet: what is known of the place came with another one. */
function pieceOf(view: View) {
  const found = [...packed.value.values()].find(({ piece }) => piece.site === view.site && piece.address === view.address)?.piece;
  return found && { ...found, device: null, contract: null, knowledge: [] }; // these are of that visit's device
}

export function Missing() {
  return (
    <>
      <Top title="Outrider" backTo="/app/" />
      <main class="empty">
        <p>{t('visit.missing')}</p>
        <button type="button" class="primary big" onClick={() => go('/app/', true)}>
          {t('visit.to_day')}
        </button>
      </main>
    </>
  );
}

/** It is with somebody else, or back with this engineer as a new visit. A report begun here is their own, and is signed from here. */
function Gone({ view }: { view: View }) {
  return (
    <>
      <p class="note warn">{t(`visit.${wentTo(view)}`, { name: view.now_with ?? '' })}</p>
      <Unfinished view={view} />
    </>
  );
}

function Unfinished({ view }: { view: View }) {
  const draft = draftOf(view.attendance_id);
  if (!reportBegun(draft)) return null;
  return (
    <button type="button" class="big" data-unfinished onClick={() => go(`/app/visit/${view.attendance_id}/report`)}>
      <Icon name="pencil" />
      <span>
        {t(draft.corrects ? 'visit.unfinished_correction' : 'visit.unfinished')}
        {draft.saved_at > 0 && (
          <small class="block">{t('report.draft_saved', { at: clockTime(draft.saved_at, view.time_zone) })}</small>
        )}
      </span>
    </button>
  );
}

function Head({ view, gone }: { view: View; gone: boolean }) {
  const minutes = late(view);
  return (
    <section class="visit-head">
      <span class="marks">
        {!gone && <span class={`chip ${tone(view.status)}`}>{td('status', view.status)}</span>}
        {minutes > 0 && <span class="chip bad">{t('today.late', { span: span(minutes * 60_000) })}</span>}
        {view.level && <span class="chip">{t('visit.level', { level: view.level })}</span>}
      </span>
      <h2>{view.fault}</h2>
      <p class="soft">
        <span class="number">{view.number || t('begin.number_later')}</span> · {td('kind', view.kind)}
      </p>
      {view.window_from && view.window_to && (
        <p class="promise">
          {view.arrived_at
            ? t('visit.arrived_at', { at: moment(view.arrived_at, view.time_zone) })
            : t('visit.promised', {
                from: moment(view.window_from, view.time_zone),
                to: moment(view.window_to, view.time_zone),
              })}
          {!view.arrived_at && !isOver(view) && <span class="soft"> · {relative(view.window_to)}</span>}
        </p>
      )}
      <ZoneNote zones={[view.time_zone]} />
      <p class="address">
        <Icon name="pin" />
        {view.address}
      </p>
      {view.access_note && <p class="note">{view.access_note}</p>}
      <div class="pair">
        <a class="button big" href={mapLink(view)}>
          <Icon name="navigation" />
          {t('visit.navigate')}
        </a>
        <a class="button big" href={`tel:${view.contact_phone.replace(/\s/g, '')}`}>
          <Icon name="phone" />
          <span class="short">{view.contact || t('visit.call')}</span>
        </a>
      </div>
    </section>
  );
}

/** Hands over to the phone's own map application. A place that nobody has looked up yet is looked for by its address. */
export function mapLink(view: View, agent = navigator.userAgent): string {
  const apple = /iPhone|iPad/.test(agent);
  if (view.needs_review === 'new_place' || !view.number) {
    const address = encodeURIComponent(view.address);
    return apple ? `maps:?daddr=${address}` : `geo:0,0?q=${address}`;
  }
  if (apple) return `maps:?daddr=${view.lat},${view.lon}`;
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
      <h2>{view.model || t('visit.device')}</h2>
      {view.serial && <code>{view.serial}</code>}
      {scanned && (
        <p class={`note ${scanned === view.serial ? 'good' : 'warn'}`} role="status">
          {scanned === view.serial ? t('visit.serial_matches') : t('visit.serial_differs', { serial: scanned })}
        </p>
      )}
      {view.parts.map((part) => (
        <p key={part.number} class="part">
          <Icon name="box" />
          <span>
            {part.quantity} × {part.name}
            {part.expected_on && <span class="soft small"> · {t('visit.expected', { date: part.expected_on })}</span>}
          </span>
        </p>
      ))}
      <button type="button" class="big" onClick={() => setScanning(true)}>
        <Icon name="scan" />
        {t('visit.scan')}
      </button>
      {scanning && <Scanner onFound={found} onClose={() => setScanning(false)} />}
    </section>
  );
}

function Reports({ view }: { view: View }) {
  const own = commands.value.some((row) => row.kind === 'seal_report' && row.attendance_id === view.attendance_id);
  return (
    <>
      {own && (
        <button type="button" class="big" data-read-report onClick={() => go(`/app/visit/${view.attendance_id}/signed`)}>
          <Icon name="file" />
          {t('visit.read_report')}
        </button>
      )}
      {view.reports.map((report) => (
        <section class="card report-line" key={report.id}>
          <Icon name="file" />
          <strong>{t('visit.report_number', { number: report.number })}</strong>
          {report.replaced && <span class="soft">{t('visit.report_replaced')}</span>}
          {report.has_pdf ? (
            <a class="button" href={`/api/reports/${report.id}/pdf`} target="_blank" rel="noopener">
              {t('visit.open_pdf')}
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

const FEW = 6;

function Recorded({ view }: { view: View }) {
  const [all, setAll] = useState(false);
  const rows = commands.value.filter((row) => row.attendance_id === view.attendance_id).reverse();
  if (!rows.length) return null;
  return (
    <section class="card recorded">
      <h2>{t('visit.history')}</h2>
      <ul>
        {rows.slice(0, all ? rows.length : FEW).map((row) => (
          <li key={row.id} data-state={row.state}>
            <span class="soft">{clockTime(row.at, view.time_zone)}</span>
            <span>
              {td('action', row.action)}
              {wordsOf(row) && <span class="soft small said">{wordsOf(row)}</span>}
            </span>
            <Whereabouts row={row} />
          </li>
        ))}
      </ul>
      {!all && rows.length > FEW && (
        <button type="button" class="plain big" onClick={() => setAll(true)}>
          {t('visit.history_all', { n: rows.length })}
        </button>
      )}
    </section>
  );
}

/** What the engineer said with it. */
function wordsOf({ data }: Command): string {
  const late = data.minutes ? `${span(Number(data.minutes) * 60_000)}, ${td('cause', String(data.cause))}` : '';
  return [late, data.text, data.reason, data.witness, data.value].filter(Boolean).join(' · ');
}

/** On the phone, on its way, received, or in need of the engineer. */
export function Whereabouts({ row }: { row: Command }) {
  const said = attention.value.includes(row)
    ? (['bad', t('queue.attention')] as const)
    : inFlight.value.has(row.id)
      ? (['go', t('queue.sending')] as const)
      : row.state === 'waiting'
        ? (['warn', t('queue.on_phone')] as const)
        : (['', row.code ? t('queue.kept') : t('queue.received')] as const);
  return <span class={said[0] ? `chip ${said[0]}` : 'soft small'}>{said[1]}</span>;
}
