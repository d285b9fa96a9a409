// One visit: what it is about, what is known of the place, and what can be done now.
import { AT_SITE, BENCH } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { tone } from '../../shared/status';
import { statusWord } from '../../shared/status-words';
import { moment, period, relative } from '../../shared/time';
import { act } from '../act';
import { Top } from '../bar';
import { joins } from '../crew';
import { isGone, lateWords, toldLate } from '../day';
import { reportBegun } from '../draft-edits';
import { draftOf } from '../drafts';
import { lazy } from '../lazy';
import type { View } from '../model';
import { isRefused, officeKnows } from '../refused';
import { go } from '../router';
import { commands, isOver, packed, views } from '../state';
import { ZoneNote } from '../zone';
import { Actions } from './actions';
import { CrewActions } from './crew';
import { crewWord } from './crew-word';
import { Device } from './device';
import { Clocks, Level } from './due';
import { Given } from './news';
import { Done, GoesOn, Over } from './over';
import { Before } from './past';
import { Place } from './place';
import { Recorded } from './recorded';
import { Surroundings } from './surroundings';
import { wentTo } from './visit-card';

const CrewNote = lazy(() => import('./crew-note').then((file) => file.CrewNote), null);
const Unsaid = lazy(() => import('./unsaid').then((file) => file.Unsaid), null);
const HandedIn = lazy(() => import('./handed-in').then((file) => file.HandedIn), null);

export function Visit({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  if (!view) return <Missing />;
  const gone = isGone(view);
  const bench = BENCH.has(view.kind);
  const there = view.arrived_at !== null || bench; // then what is on the table comes before the way to it
  const own = packed.value.get(id)?.piece;
  const piece = own ?? pieceOf(view);
  return (
    <>
      <Top title={bench ? view.account : view.site} backTo="/app/" />
      <main class="visit" data-status={view.status}>
        {gone && <Gone view={view} />}
        {isRefused(view) && !gone && (
          <p class="note warn" role="status" data-refused>
            {t(officeKnows(view) ? 'visit.refused' : 'visit.refused_unsent')}
          </p>
        )}
        {view.needs_review && view.needs_review !== 'unsigned' && !gone && (
          <p class="note warn">{t(view.needs_review === 'engineer_sick' ? 'visit.review_sick' : 'visit.review')}</p>
        )}
        {isOver(view) && !gone && <Done view={view} />}
        {isOver(view) && <GoesOn view={view} />}
        {(!isOver(view) || (!gone && draftOf(id).corrects)) && <Unfinished view={view} />}
        <TimeNeeded view={view} />
        <Unsaid view={view} />
        {view.crew && <CrewNote view={view} />}
        <Given view={view} />
        <StillAt view={view} />
        <Head view={view} gone={gone} />
        {!isOver(view) && !there && piece && <Surroundings piece={piece} />}
        {view.handed_in && <HandedIn view={view} />}
        {own && <Before piece={own} />}
        <Device view={view} />
        {piece && !bench && <Place view={view} piece={piece} />}
        {!isOver(view) && there && !bench && piece && <Surroundings piece={piece} />}
        <Reports view={view} />
        <Recorded view={view} />
      </main>
      {isOver(view) ? !gone && <Over view={view} /> : joins(view) ? <CrewActions view={view} /> : <Actions view={view} />}
    </>
  );
}

/** Until the server has an order that began here, it is the office that says by when. */
function TimeNeeded({ view }: { view: View }) {
  if (!view.needs_new_time || isOver(view)) return null;
  if (!view.number) return <p class="note">{t('begin.by_when')}</p>;
  return <p class="note warn">{t(view.window_to ? 'agree.needed' : 'agree.none_yet')}</p>;
}

/** Before the engineer goes to the next one: the office believes that they are still there. */
function StillAt({ view }: { view: View }) {
  const there = views.value.find((row) => AT_SITE.has(row.status) && !row.ended_at && !BENCH.has(row.kind) && !isRefused(row));
  if (!there || view.set_off_at || BENCH.has(view.kind) || isOver(view)) return null;
  return (
    <button type="button" class="note warn still-at" onClick={() => go(`/app/visit/${there.attendance_id}`)}>
      {t('visit.still_at', { site: there.site, status: statusWord(there.status, there.kind) })}
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
          <small class="block">{t('report.draft_saved', { at: moment(draft.saved_at, view.time_zone) })}</small>
        )}
      </span>
    </button>
  );
}

function Head({ view, gone }: { view: View; gone: boolean }) {
  const late = lateWords(view);
  return (
    <section class="visit-head">
      <span class="marks">
        {!gone && (
          <span class={`chip ${tone(view.status)}`}>{joins(view) ? crewWord(view) : statusWord(view.status, view.kind)}</span>
        )}
        {late && !isOver(view) && <span class="chip bad">{late}</span>}
        <Level view={view} />
      </span>
      {!isOver(view) && <Clocks view={view} />}
      <h2>{view.fault}</h2>
      <p class="soft">
        <span class="number">{view.number || t('begin.number_later')}</span> · {td('kind', view.kind)}
      </p>
      {view.window_from && view.window_to && (
        <p class="promise">
          {view.arrived_at
            ? t('visit.arrived_at', { at: moment(view.arrived_at, view.time_zone) })
            : t('visit.promised', { window: period(view.window_from, view.window_to, view.time_zone) })}
          {!view.arrived_at && !isOver(view) && <span class="soft"> · {relative(view.window_to)}</span>}
        </p>
      )}
      {toldLate(view) > 0 && !isOver(view) && (
        <button type="button" class="big" data-on-time onClick={() => void act(view, 'on_time', {})}>
          <Icon name="clock" />
          {td('action', 'on_time')}
        </button>
      )}
      <ZoneNote zones={[view.time_zone]} />
      {!BENCH.has(view.kind) && (
        <p class="address">
          <Icon name="pin" />
          {view.address}
        </p>
      )}
      {view.access_note && <p class="note">{view.access_note}</p>}
      <div class="pair">
        {!BENCH.has(view.kind) && (
          <a class="button big" href={mapLink(view)}>
            <Icon name="navigation" />
            {t('visit.navigate')}
          </a>
        )}
        <a class="button big" href={`tel:${view.contact_phone.replace(/\s/g, '')}`}>
          <Icon name="phone" />
          <span class="short">{view.contact || t('visit.call')}</span>
        </a>
      </div>
    </section>
  );
}

/** Hands over to the phone's own map application. A place that nobody has looked up yet is looked for by its address. */
function mapLink(view: View, agent = navigator.userAgent): string {
  const apple = /iPhone|iPad/.test(agent);
  if (view.needs_review === 'new_place' || !view.number) {
    const address = encodeURIComponent(view.address);
    return apple ? `maps:?daddr=${address}` : `geo:0,0?q=${address}`;
  }
  if (apple) return `maps:?daddr=${view.lat},${view.lon}`;
  return `geo:${view.lat},${view.lon}?q=${view.lat},${view.lon}(${encodeURIComponent(view.site)})`;
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
