// The board: the queue of the late ones first, then the orders under a filter or by a search.
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { tone } from '../../../shared/status';
import { statusWord } from '../../../shared/status-words';
import { clockTime, date, otherDay, span, tick } from '../../../shared/time';
import { COMMANDS, type Command } from '../../app/commands';
import { chosen, go } from '../../app/router';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { findOrders } from '../../data/orders';
import { limitName } from '../../ui/limit-name';
import { zoneBeside } from '../../ui/place-zone';
import { searchField } from '../../ui/search-field';
import { Worklist } from '../review/worklist';
import { counts } from './count';
import { DayStrip } from './day-strip';
import { FILTERS, type Line, lateMinutes, overdue } from './line';
import { LateQueue, Watch } from './queue';
import { filter, found, partly, shown, station, words } from './state';

const MOST_FOUND = 500; // as the server cuts a search (console/actions.py)

export function Board() {
  return (
    <section class="board" aria-label={t('console.orders')}>
      <LateQueue />
      <Watch />
      <Search />
      <div class="filters" role="tablist">
        {FILTERS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            data-filter={name}
            aria-selected={filter.value === name && !found.value}
            onClick={() => {
              found.value = null;
              words.value = '';
              go({ filter: name });
            }}
          >
            {t(`filter.${name}`)} <b>{counts.value[name]}</b>
          </button>
        ))}
      </div>
      <DayStrip />
      <Partly />
      <div class="rows">{filter.value === 'review' && !found.value ? <Worklist /> : <Orders />}</div>
      <p class="soft small hints" title={t('console.keys')}>
        {hints()}
      </p>
    </section>
  );
}

/** The keys, as the commands themselves name them. */
function hints(): string {
  const rows: Command[] = Object.values(COMMANDS);
  const known = rows.filter((row) => row.hint && !row.page && (!row.permission || allowed(row.permission)));
  return known.map((row) => `${row.hint} ${t(row.label)}`).join(' · ');
}

function Orders() {
  if (!shown.value.length) return <p class="soft blank">{t('console.empty')}</p>;
  return shown.value.map((line) => <Row key={line.id} line={line} />);
}

/** A board that does not hold all says so, and how to come to the rest. */
function Partly() {
  const part = partly.value;
  if (!part)
    return found.value && found.value.length >= MOST_FOUND ? <p class="note warn partly">{t('board.found_more')}</p> : null;
  return (
    <div class="note warn partly" data-partly role="status">
      <p>
        {part.total > part.came ? t('board.partly', { n: part.came, all: part.total }) : t('board.all_of', { n: part.total })}
      </p>
      <select
        aria-label={t('board.station')}
        value={station.value ?? ''}
        onChange={(event) => go({ station: event.currentTarget.value || null })}
      >
        <option value="">{t('board.every_station')}</option>
        {part.stations.map((row) => (
          <option key={row.id} value={row.id}>
            {row.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Search() {
  const look = async () => {
    const text = words.value.trim();
    if (!text) {
      found.value = null;
      return;
    }
    const rows = await attempt(() => findOrders(text));
    if (text === words.value.trim()) found.value = rows ?? null; // an answer to fewer letters may come later
  };
  const open = async () => {
    await look();
    const first = found.value && shown.value[0];
    if (first) go({ order: first.id }, '/console');
  };
  return (
    <input
      ref={searchField}
      id="search"
      type="search"
      aria-label={t('console.search')}
      placeholder={`${t('console.search_hint')}  /`}
      value={words.value}
      onInput={(event) => {
        words.value = event.currentTarget.value;
        void look();
      }}
      onKeyDown={(event) => event.key === 'Enter' && void open()}
    />
  );
}

/** The limit that comes next, once it is near or past. */
function Limit({ line }: { line: Line }) {
  const past = overdue(line);
  const near = !past && line.warn_at && Date.parse(line.warn_at) <= tick.value && line.due_at;
  if (!past && !near) return null;
  return (
    <span class={`limit small ${past ? 'bad-word' : 'warn-word'}`} title={line.clock ? limitName(line.clock) : ''}>
      <Icon name="clock" />
      {past ? t('due.over', { span: span(past) }) : t('due.left', { span: span(Date.parse(line.due_at ?? '') - tick.value) })}
    </span>
  );
}

function Row({ line }: { line: Line }) {
  const lateBy = lateMinutes(line);
  return (
    <button
      type="button"
      class="row"
      data-order={line.id}
      data-status={line.status}
      aria-current={chosen.value === line.id}
      onClick={() => go({ order: line.id }, '/console')}
    >
      <span class="time">
        {line.window_to ? clockTime(line.window_to, line.time_zone) : !line.promised_on && '–'}
        {line.promised_on && <small>{otherDay(line.promised_on, 'UTC', tick.value, false) || date(line.promised_on)}</small>}
        {line.window_to && <small>{otherDay(line.window_to, line.time_zone, tick.value, false)}</small>}
        {line.window_to && <small>{zoneBeside(line.time_zone)}</small>}
      </span>
      <span class="name">{line.account}</span>
      <span class="soft who">{line.engineer ?? t('console.unassigned')}</span>
      <span class="marks">
        {lateBy > 0 && <span class="chip bad">{t('cand.late', { span: span(lateBy * 60_000) })}</span>}
        <Limit line={line} />
        {line.reviews.length > 0 && <span class="chip warn">!</span>}
        {line.unread > 0 && (
          <span class="chip warn" title={t('filter.unread')} data-unread={line.unread}>
            <Icon name="message" />
          </span>
        )}
        {line.calls > 0 && (
          <span class="chip warn" title={t('filter.calls')}>
            <Icon name="phone" />
          </span>
        )}
        <span class={`chip ${tone(line.status)}`}>{statusWord(line.status, line.kind)}</span>
      </span>
    </button>
  );
}
