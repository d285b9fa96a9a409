// What comes late, what may, and what is promised in the next hours: one queue, its earlier end below.

import { useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { relative, span } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { askStorm } from '../../data/plans';
import { arrivesAround, type Line, lateMinutes } from './line';
import { late, risky, station, watchAll, watched, watchedShown, watchHours } from './state';

const STORM = 5; // late at once: from here on one proposal for all is offered

export function LateQueue() {
  const rows = late.value;
  return (
    <section class={`late-queue ${rows.length ? 'alarm' : ''}`} aria-label={t('console.late')} aria-live="polite">
      <h2 class="spread">
        <span>
          {t('console.late')} <b>{rows.length}</b>
        </span>
        {rows.length >= STORM && <Storm count={rows.length} />}
      </h2>
      {rows.length === 0 && <p class="soft small">{t('console.late_none')}</p>}
      {rows.map((line) => (
        <QueueRow
          key={line.id}
          line={line}
          queue="late"
          lead={lateMinutes(line) > 0 ? `+${span(lateMinutes(line) * 60_000)}` : '–'}
          said={`${t('visit.level', { level: line.level })} · ${line.engineer ? `${line.engineer} · ${td('late', line.late_reason ?? 'told')}` : t('late.unheld')}`}
        />
      ))}
      <MayBeLate />
    </section>
  );
}

/** So many at once are not worked off card by card. */
function Storm({ count }: { count: number }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    const plan = await attempt(() => askStorm(station.value ? [station.value] : []));
    setBusy(false);
    if (plan) go({ order: null, row: plan.id, day: null }, '/console/plan');
  };
  if (!allowed('orders.assign')) return null;
  return (
    <button type="button" class="primary" disabled={busy} data-storm onClick={() => void press()}>
      {t('storm.ask', { n: count })}
    </button>
  );
}

function MayBeLate() {
  if (!risky.value.length) return null;
  return (
    <>
      <h2>
        {t('console.risky')} <b>{risky.value.length}</b>
      </h2>
      {risky.value.map((line) => (
        <QueueRow
          key={line.id}
          line={line}
          queue="risky"
          lead={`${line.risk} %`}
          said={[line.engineer, line.late_reason && td('late', line.late_reason), arrivesAround(line)]
            .filter(Boolean)
            .join(' · ')}
        />
      ))}
    </>
  );
}

/** Every other visit that is promised in the next hours: those that nobody holds first. */
export function Watch() {
  const rows = watched.value;
  if (!rows.length) return null;
  return (
    <section class="late-queue watch" aria-label={t('watch.heading', { n: watchHours.value })}>
      <h2>
        {t('watch.heading', { n: watchHours.value })} <b>{rows.length}</b>
      </h2>
      {watchedShown.value.map((line) => (
        <QueueRow
          key={line.id}
          line={line}
          queue="watched"
          lead={line.engineer_id ? `${line.risk ?? 0} %` : '–'}
          said={line.engineer ? [line.engineer, arrivesAround(line)].filter(Boolean).join(' · ') : t('late.unheld')}
        />
      ))}
      {rows.length > watchedShown.value.length && (
        <button
          type="button"
          class="plain"
          data-watch-all
          onClick={() => {
            watchAll.value = true;
          }}
        >
          {t('watch.all', { n: rows.length - watchedShown.value.length })}
        </button>
      )}
    </section>
  );
}

interface QueueRowProps {
  line: Line;
  queue: 'late' | 'risky' | 'watched';
  /** What makes it urgent, in large. */
  lead: string;
  said: string;
}

function QueueRow({ line, queue, lead, said }: QueueRowProps) {
  return (
    <button
      type="button"
      class="late-row"
      {...{ [`data-${queue}`]: line.id }}
      aria-current={chosen.value === line.id}
      onClick={() => go({ order: line.id }, '/console')}
    >
      <span class={`minutes ${queue === 'late' ? '' : queue === 'risky' ? 'risk' : line.engineer_id ? 'calm' : ''}`}>{lead}</span>
      <span class="grow">
        <strong>{line.site}</strong>
        <span class="soft small">{said}</span>
      </span>
      {line.reminded_at && (
        <span class="warn-word" title={remindedWords(line)} data-reminded>
          <Icon name="bell" />
        </span>
      )}
      <span class="small">{line.window_to ? relative(line.window_to) : ''}</span>
    </button>
  );
}

/** Who reminded its station of this visit, and when. */
export function remindedWords({ reminded_at, reminded_by }: Line): string {
  return reminded_at ? t('watch.reminded', { name: reminded_by ?? '–', age: relative(reminded_at) }) : '';
}
