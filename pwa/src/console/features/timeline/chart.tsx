// The chart: a heading of hours that stays, and of hundreds of rows those that are looked at.
import { useLayoutEffect, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { clockTime, otherDay, tick } from '../../../shared/time';
import { marks, xOf } from './axis';
import { byKeys } from './by-keys';
import { Row } from './row';
import { HEAD, heightOf, ROW, rowAt } from './rows';
import { axis, NAMES, placed, room, scroller, stationName, TOP } from './shown';
import { days } from './state';
import { zone } from './view';

const STEP = 4 * ROW; // what is drawn changes when so much was scrolled
const BEYOND = 6 * ROW; // drawn above and below what is seen

export function Chart() {
  const { top, tall, onScroll } = useSeen();
  const rows = placed.value;
  const first = rowAt(rows, top - BEYOND);
  const drawn = rows.slice(first, rowAt(rows, top + tall + STEP + BEYOND) + 1);
  const wide = axis.value.wide * axis.value.days.length;
  return (
    <div
      class="tl-scroll"
      ref={(element) => {
        scroller.current = element;
      }}
      tabIndex={-1}
      role="group"
      aria-label={t('timeline.chart')}
      onScroll={onScroll}
      onKeyDown={byKeys}
    >
      <div class="tl-body" style={{ width: `${NAMES + wide}px`, height: `${TOP + heightOf(rows)}px` }}>
        <Hours />
        <div class="tl-rows">
          <Grid />
          {drawn.map((row) => {
            const day = days.value.get(row.id);
            if (row.engineer) return day && <Row key={row.id} day={day} top={row.top} />;
            return (
              <h2 key={row.id} class="tl-station" style={{ transform: `translateY(${row.top}px)`, height: `${HEAD}px` }}>
                <span>{stationName(row.id)}</span>
              </h2>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The height that is looked at, in steps: within one nothing is drawn anew. */
function useSeen() {
  const [top, setTop] = useState(0);
  const [tall, setTall] = useState(800);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      room.value = Math.max(300, element.clientWidth - NAMES);
      setTall(element.clientHeight);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const onScroll = (event: Event) => setTop(Math.floor((event.currentTarget as HTMLElement).scrollTop / STEP) * STEP);
  return { top, tall, onScroll };
}

function Hours() {
  const on = axis.value;
  return (
    <div class="tl-head" aria-hidden="true">
      <span class="tl-corner" />
      {on.days.map((day, n) => (
        <strong key={day} class="tl-day" style={{ left: `${NAMES + n * on.wide}px`, width: `${on.wide}px` }}>
          {otherDay(day + 12 * 3_600_000, zone.value) || t('day.today')}
        </strong>
      ))}
      {marks(on).map((at) => (
        <span key={at} class="tl-hour" style={{ left: `${NAMES + xOf(on, at)}px` }}>
          {clockTime(at, zone.value)}
        </span>
      ))}
    </div>
  );
}

/** The lines of the hours and of this moment, behind all rows at once. */
function Grid() {
  const on = axis.value;
  const now = tick.value;
  const last = (on.days.at(-1) ?? 0) + on.to * 3_600_000;
  const shown = now >= (on.days[0] ?? 0) && now < last;
  return (
    <div class="tl-grid" aria-hidden="true">
      {marks(on).map((at) => (
        <i key={at} style={{ left: `${NAMES + xOf(on, at)}px` }} />
      ))}
      {shown && <i class="now" style={{ left: `${NAMES + xOf(on, now)}px` }} />}
    </div>
  );
}
