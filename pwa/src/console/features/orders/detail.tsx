// One order beside the board: what is decided, who goes, what can be done, and all that is known of it.
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { BEFORE_VISIT, BENCH, FINISHED, MOVABLE, type Transition } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { tone } from '../../../shared/status';
import { actionWord, statusWord } from '../../../shared/status-words';
import { date, moment, period, relative, span } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { allowed } from '../../app/session';
import { paperOf } from '../../data/orders';
import { holds } from '../../ui/phone-holds';
import { PlaceZone } from '../../ui/place-zone';
import { Candidates } from '../assign/candidates';
import { Pinned } from '../assign/pinned';
import { Bench } from '../counter/bench';
import { Counter } from '../counter/counter';
import { PartsOfOrder } from '../parts/of-order';
import { HowSure } from '../rescue/how-sure';
import { needsRescue, RescueCard } from '../rescue/plans';
import { Decide } from '../review/decide';
import { Site } from '../sites/site';
import { AgreeTime, NeedsTime } from './agree-time';
import { Ask } from './ask';
import { asked, EDIT } from './asked';
import { Clocks } from './clocks';
import { CustomerLink } from './customer-link';
import { deedsOf } from './deeds';
import { Earlier, resultOfReport } from './earlier';
import { EditOrder } from './edit-order';
import { Facts } from './facts';
import { History } from './history';
import { InPlace } from './in-place';
import { type Line, lateMinutes } from './line';
import { Notes } from './notes';
import { EarlierPromises } from './promises';
import { Reminder } from './reminder';
import { Said, Unanswered } from './said';
import { Sections } from './sections';
import { Siblings } from './siblings';
import { act, type Detail, detail, lines } from './state';

export function DetailPanel() {
  const open = detail.value;
  if (!open) return <Outline />;
  const [{ line }, mayAssign] = [open, allowed('orders.assign')];
  const Who = BENCH.has(line.kind) ? Bench : Candidates;
  return (
    <aside class="detail" key={line.id} data-status={line.status}>
      <Head open={open} />
      <Sections open={open} />
      <Unanswered open={open} />
      {open.reviews.map((review) => (
        <Decide key={review.id} open={open} review={review} />
      ))}
      <NeedsTime key={`t${line.id}`} line={line} zone={open.extra.time_zone} />
      {mayAssign && needsRescue(line) && <RescueCard key={`r${line.id}`} line={line} zone={open.extra.time_zone} />}
      {mayAssign && goes(line) && <Who key={`${line.id}${line.engineer_id}`} line={line} />}
      <Actions open={open} />
      <Counter key={`c${line.id}`} open={open} />
      <Known open={open} />
    </aside>
  );
}

/** All that is known of it. */
function Known({ open }: { open: Detail }) {
  const { id } = open.line;
  const parts: [string, ComponentChildren][] = [
    ['facts', <Facts key={id} open={open} />],
    ['notes', <Notes key={`n${id}`} open={open} />],
    ['said', <Said key={`m${id}`} open={open} />],
    ['clocks', <Clocks key={`l${id}`} open={open} />],
    ['parts', <PartsOfOrder key={`parts${id}`} open={open} />],
    ['reports', <Reports key={`r${id}`} open={open} />],
    ['place', <Site key={id} order={id} zone={open.extra.time_zone} />],
    ['siblings', <Siblings key={`s${id}`} open={open} />],
    ['earlier', <Earlier key={`e${id}`} open={open} />],
    ['history', <History key={`h${id}`} open={open} />],
  ];
  return (
    <>
      {parts.map(([name, part]) => (
        <div key={name} id={`part-${name}`} class="part-of">
          {part}
        </div>
      ))}
    </>
  );
}

/** What the board knows of it already stands there at once. */
function Outline() {
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

/** Somebody can be given it: of a device at the counter while it lies there, also to hand it out. */
function goes({ kind, status }: Line): boolean {
  if (BENCH.has(kind) && (status === 'received' || status === 'awaiting_signature')) return status !== 'received';
  return BEFORE_VISIT.has(status) || MOVABLE.has(status);
}

function Head({ open }: { open: Detail }) {
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
            <LastWord row={attendances.find((row) => row.ended_at === null)} zone={zone} />
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

function Actions({ open }: { open: Detail }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const [editing, setEditing] = useState(false);
  const rows = deedsOf(open.line).filter((row) => row.action !== 'note'); // written below
  const press = (row: Transition) => {
    if (row.needs.length) setAsking(row);
    else void act(open.line, row.action);
  };
  useSignalEffect(() => {
    const row = rows.find(({ action }) => action === asked.value);
    if (asked.value === EDIT) setEditing(true);
    else if (row) press(row);
    else return; // of another part of the page
    asked.value = '';
  });
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
          {actionWord(row.action, open.line.kind)}
        </button>
      ))}
      {allowed('orders.edit') && !FINISHED.has(open.line.status) && (
        <button type="button" data-edit onClick={() => setEditing(!editing)}>
          {t('edit.open')}
        </button>
      )}
      <CustomerLink id={open.line.id} />
      {editing && <EditOrder key={open.line.id} order={open.line.id} onDone={() => setEditing(false)} />}
      {asking?.action === 'agree_time' ? (
        <AgreeTime key={open.line.id} line={open.line} zone={open.extra.time_zone} onDone={() => setAsking(null)} />
      ) : (
        asking && <Ask key={asking.action} line={open.line} row={asking} onDone={() => setAsking(null)} />
      )}
    </section>
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
          <span>{resultOfReport(open, report.id)}</span>
          {report.replaced_by && <span class="soft">{t('report.replaced_by', { number: report.replaced_by })}</span>}
        </p>
      ))}
    </section>
  );
}
