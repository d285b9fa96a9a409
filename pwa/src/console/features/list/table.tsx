// The table itself: headings that sort and can be drawn wider, and of the rows only those that are on the screen.
import { signal, useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { at, chosen, go, LIST } from '../../app/router';
import { order, sortBy } from './address';
import { COLUMNS } from './columns';
import type { Row } from './kinds';
import { inList, isPicked, pick, pickAll, picked } from './picked';
import { columns, folded, type Heading, type Item, items } from './shown';
import { drag, drawByKey, widthOf } from './widths';

const ROW = 34; // pixels, as styles/list.css says
const SPARE = 8; // rows drawn beyond either edge
const PICK = 36; // pixels of the column of boxes

export function Table() {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef(signal({ top: 0, height: 800 })).current;
  const look = () => {
    const { scrollTop, clientHeight } = frame.current ?? { scrollTop: 0, clientHeight: 800 };
    const top = Math.floor(scrollTop / ROW);
    const height = Math.ceil(clientHeight / ROW);
    if (view.peek().top !== top || view.peek().height !== height) view.value = { top, height };
  };
  useEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  useSignalEffect(() => {
    const place = items.peek().findIndex((item) => 'row' in item && item.row.line.id === chosen.value);
    if (place >= 0 && frame.current) reveal(frame.current, place);
  });
  const wide = columns.value.reduce((sum, name) => sum + widthOf(name), PICK);
  return (
    <div class="list-frame" ref={frame} onScroll={look}>
      <table class="list-table" style={{ width: `${wide}px` }} aria-rowcount={items.value.length + 1}>
        <colgroup>
          <col style={{ width: `${PICK}px` }} />
          {columns.value.map((name) => (
            <col key={name} style={{ width: `${widthOf(name)}px` }} />
          ))}
          <col />
        </colgroup>
        <Heads />
        <Body view={view} />
      </table>
    </div>
  );
}

/** Scrolls so far that the row stands below the headings. */
function reveal(frame: HTMLElement, place: number): void {
  const top = place * ROW;
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (top + 2 * ROW > frame.scrollTop + frame.clientHeight) frame.scrollTop = top + 3 * ROW - frame.clientHeight;
}

function Heads() {
  const { column, down } = order.value;
  const all = inList.value.length > 0 && picked.value.length === inList.value.length;
  return (
    <thead>
      <tr>
        <th>
          <input
            type="checkbox"
            aria-label={t('list.pick_all')}
            checked={all}
            indeterminate={!all && picked.value.length > 0}
            onChange={pickAll}
          />
        </th>
        {columns.value.map((name) => (
          <th key={name} aria-sort={name !== column ? 'none' : down ? 'descending' : 'ascending'}>
            <button type="button" class="plain" data-sort={name} onClick={() => sortBy(name)}>
              {head(name)}
              {name === column && <span aria-hidden="true"> {down ? '↓' : '↑'}</span>}
            </button>
            <span
              role="separator"
              aria-orientation="vertical"
              aria-label={t('list.width', { name: head(name) })}
              aria-valuenow={widthOf(name)}
              tabIndex={0}
              class="edge"
              onPointerDown={(event) => drag(name, event)}
              onKeyDown={(event) => drawByKey(name, event)}
            />
          </th>
        ))}
        <td />
      </tr>
    </thead>
  );
}

function head(name: string): string {
  const column = COLUMNS[name];
  return column ? t(column.label) : name;
}

function Body({ view }: { view: { value: { top: number; height: number } } }) {
  const range = useComputed(() => {
    const from = Math.max(0, view.value.top - SPARE);
    return [from, Math.min(items.value.length, view.value.top + view.value.height + SPARE)] as const;
  });
  const [from, to] = range.value;
  return (
    <tbody>
      <Gap rows={from} />
      {items.value.slice(from, to).map((item, n) => (
        <Line key={'row' in item ? item.row.line.id : item.heading.key} item={item} place={from + n + 2} />
      ))}
      <Gap rows={items.value.length - to} />
    </tbody>
  );
}

function Gap({ rows }: { rows: number }) {
  return rows > 0 ? <tr class="gap" style={{ height: `${rows * ROW}px` }} /> : null;
}

function Line({ item, place }: { item: Item; place: number }) {
  return 'row' in item ? <Order row={item.row} place={place} /> : <Group heading={item.heading} place={place} />;
}

function Group({ heading: { key, name, count }, place }: { heading: Heading; place: number }) {
  const shut = folded.value.has(key);
  const fold = () => {
    const next = new Set(folded.value);
    if (!next.delete(key)) next.add(key);
    folded.value = next;
  };
  return (
    <tr class="group" aria-rowindex={place}>
      <td colSpan={columns.value.length + 2}>
        <button type="button" class="plain" aria-expanded={!shut} data-group={key} onClick={fold}>
          {shut ? '▸' : '▾'} {name} <b>{count}</b>
        </button>
      </td>
    </tr>
  );
}

function Order({ row, place }: { row: Row; place: number }) {
  const { id, status, number } = row.line;
  const open = (event: MouseEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.ctrlKey || event.metaKey) return event.target instanceof HTMLAnchorElement ? undefined : pick(id, false);
    event.preventDefault();
    if (event.shiftKey) return pick(id, true);
    go({ order: id }, LIST);
  };
  return (
    <tr
      data-order={id}
      data-status={status}
      aria-rowindex={place}
      aria-selected={isPicked(id)}
      aria-current={chosen.value === id}
      onClick={open}
    >
      <td>
        <input
          type="checkbox"
          aria-label={t('list.pick_one', { number })}
          checked={isPicked(id)}
          onClick={(event) => {
            event.stopPropagation();
            pick(id, event.shiftKey);
          }}
        />
      </td>
      {columns.value.map((name, n) => (
        <td key={name} data-column={name}>
          {n === 0 ? <a href={at({ order: id }, LIST).href}>{COLUMNS[name]?.cell(row)}</a> : COLUMNS[name]?.cell(row)}
        </td>
      ))}
      <td />
    </tr>
  );
}
