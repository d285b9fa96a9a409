// Beside the board while no order is chosen: what the opened number counts, else what is urgent.
import type { ComponentChildren } from 'preact';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { clockTime, fromField, moment, relative, span, tick } from '../../../shared/time';
import { COMMANDS } from '../../app/commands';
import { Press } from '../../app/press';
import { at, go } from '../../app/router';
import { counts } from '../orders/count';
import { arrivesAround, asTheyStand, type Line, lateMinutes } from '../orders/line';
import { free, glance, hour, open, opened, sets, zone } from './state';

const FEW = 4;
const SOON = 2 * 3_600_000;
/** What waits for the office itself; each is a filter of the board. */
const WAITING = ['unread', 'calls', 'review', 'overdue'] as const;

export function BesideTheBoard() {
  return (
    <aside
      class={`detail at-a-glance ${glance.value ? '' : 'unasked'}`}
      aria-label={t('glance.title')}
      data-glanced={glance.value ?? ''}
    >
      {glance.value ? <Opened /> : <Urgent />}
    </aside>
  );
}

function Opened() {
  const name = glance.value ?? 'late';
  const rows = name === 'free' ? (free.value ?? []) : opened.value;
  return (
    <>
      <div class="spread">
        <h2 class="panel-heading">
          {t(`glance.${name}`)} <span class="soft">{rows.length}</span>
        </h2>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={() => open(null)}>
          <Icon name="x" />
        </button>
      </div>
      {hour.value && (
        <p class="soft small">{t('glance.ends_in', { at: clockTime(fromField(`${hour.value}:00`, zone.value), zone.value) })}</p>
      )}
      {rows.length === 0 && <p class="soft">{t('glance.none')}</p>}
      {name === 'free' ? <FreeEngineers /> : <Orders rows={opened.value} />}
    </>
  );
}

function FreeEngineers() {
  return (
    <ul class="bare glance-rows">
      {(free.value ?? []).map((row) => (
        <li key={row.engineer_id} class="spread" data-free={row.engineer_id}>
          <strong>{row.name}</strong>
          <span class="soft small">{t('glance.free_until', { at: moment(row.until, zone.value) })}</span>
        </li>
      ))}
      <li>
        <Press command={COMMANDS.timeline} class="plain" />
      </li>
    </ul>
  );
}

function Orders({ rows }: { rows: readonly Line[] }) {
  return (
    <ul class="bare glance-rows">
      {rows.map((line) => (
        <li key={line.id}>
          <a
            href={at({ order: line.id }, '/console').href}
            data-of-glance={line.id}
            onClick={(event) => {
              event.preventDefault();
              go({ order: line.id }, '/console');
            }}
          >
            <span class="spread">
              <strong>{line.site}</strong>
              <span class="small">{line.window_to ? clockTime(line.window_to, line.time_zone) : ''}</span>
            </span>
            <span class="soft small">{said(line)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Who has it and how it stands. */
function said(line: Line): string {
  const late = lateMinutes(line);
  const words = [
    line.engineer ?? t('late.unheld'),
    late > 0 ? t('time.after_promise', { span: span(late * 60_000) }) : line.engineer && arrivesAround(line),
    late > 0 && line.late_reason && td('late', line.late_reason),
    !line.engineer && line.window_to && relative(line.window_to),
  ];
  return words.filter(Boolean).join(' · ');
}

/** The late ones, those that may become so, and what nobody has and is promised soon. */
function Urgent() {
  const soon = sets.value.unassigned.filter((line) => Date.parse(line.window_to ?? '') - tick.value < SOON).toSorted(asTheyStand);
  const waiting = WAITING.map((name) => ({ name, n: counts.value[name] })).filter(({ n }) => n > 0);
  const calm = !sets.value.late.length && !sets.value.risky.length && !soon.length && !waiting.length;
  return (
    <>
      <h2 class="panel-heading">{t('glance.urgent')}</h2>
      {calm && <p class="soft">{t('glance.calm')}</p>}
      <Some heading={t('glance.late')} rows={sets.value.late} onAll={() => open('late')} />
      <Some heading={t('glance.risky')} rows={sets.value.risky} onAll={() => open('risky')} />
      <Some heading={t('glance.soon')} rows={soon} onAll={() => open('unassigned')} />
      {waiting.length > 0 && (
        <section>
          <h2>{t('glance.waiting')}</h2>
          <ul class="bare">
            {waiting.map(({ name, n }) => (
              <li key={name}>
                <button type="button" class="plain" data-waiting={name} onClick={() => go({ filter: name }, '/console')}>
                  {t(`filter.${name}`)} <b>{n}</b>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="soft small">{t('glance.choose')}</p>
    </>
  );
}

interface SomeProps {
  heading: ComponentChildren;
  rows: readonly Line[];
  onAll: () => void;
}

function Some({ heading, rows, onAll }: SomeProps) {
  if (!rows.length) return null;
  return (
    <section>
      <h2>
        {heading} <b>{rows.length}</b>
      </h2>
      <Orders rows={rows.slice(0, FEW)} />
      {rows.length > FEW && (
        <button type="button" class="plain" onClick={onAll}>
          {t('glance.all', { n: rows.length })}
        </button>
      )}
    </section>
  );
}
