// One order beside the board: what is decided, who goes, what can be done, and all that is known of it.
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { BEFORE_VISIT, BENCH, FINISHED, MOVABLE, type Transition } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { actionWord } from '../../../shared/status-words';
import { allowed } from '../../app/session';
import { paperOf } from '../../data/orders';
import { Candidates } from '../assign/candidates';
import { Bench } from '../counter/bench';
import { Counter } from '../counter/counter';
import { SentPictures } from '../counter/pictures';
import { Crew } from '../crew/crew';
import { PartsOfOrder } from '../parts/of-order';
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
import { Head, Outline } from './head';
import { History } from './history';
import type { Line } from './line';
import { Notes } from './notes';
import { Said, Unanswered } from './said';
import { Sections } from './sections';
import { Siblings } from './siblings';
import { act, type Detail, detail } from './state';

export function DetailPanel() {
  const open = detail.value;
  if (!open) return <Outline />;
  const [{ line }, mayAssign] = [open, allowed('orders.assign')];
  const Who = BENCH.has(line.kind) ? Bench : Candidates;
  return (
    <aside class="detail" key={line.id} data-status={line.status}>
      <Head open={open} />
      <Sections open={open} />
      <Crew key={`w${line.id}`} line={line} zone={open.extra.time_zone} />
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
    ['pictures', <SentPictures key={`i${id}`} open={open} />],
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

/** Somebody can be given it: of a device at the counter while it lies there, also to hand it out. */
function goes({ kind, status }: Line): boolean {
  if (BENCH.has(kind) && (status === 'received' || status === 'awaiting_signature')) return status !== 'received';
  return BEFORE_VISIT.has(status) || MOVABLE.has(status);
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
