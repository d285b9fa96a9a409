// The days of those whom a plan concerns, one below the other on one scale of hours.
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { clockTime, tick } from '../../../shared/time';
import type { Line } from '../orders/line';

type Strip = Schemas['Strip'];
const HOUR = 3_600_000;

export function Strips({ strips, line, zone }: { strips: Strip[]; line: Line; zone: string }) {
  const since = tick.value - (tick.value % HOUR);
  const ends = strips.flatMap((strip) => strip.stops.map((stop) => Date.parse(stop.leaves)));
  const until = Math.min(Math.max(since + 4 * HOUR, ...ends), since + 14 * HOUR);
  const share = (at: number) => `${Math.max(0, Math.min(100, ((at - since) / (until - since)) * 100)).toFixed(2)}%`;
  return (
    <div class="strips" role="img" aria-label={t('rescue.days')}>
      <p class="soft small">{t('rescue.strips')}</p>
      {strips.map((strip) => (
        <div key={strip.engineer_id} class="strip">
          <span class="small soft">{strip.name}</span>
          <div class="hours">
            {strip.stops.map((stop) => (
              <Stop key={stop.order_id} stop={stop} own={stop.order_id === line.id} share={share} zone={zone} />
            ))}
          </div>
        </div>
      ))}
      <div class="strip scale">
        <span />
        <div class="hours small soft">
          {marks(since, until).map((at) => (
            <span key={at} style={{ left: share(at) }}>
              {clockTime(new Date(at).toISOString(), zone)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

interface StopProps {
  stop: Strip['stops'][number];
  own: boolean;
  share: (at: number) => string;
  zone: string;
}

function Stop({ stop, own, share, zone }: StopProps) {
  const [from, to] = [share(Date.parse(stop.at)), share(Date.parse(stop.leaves))];
  const state = stop.late ? 'late' : own ? 'own' : stop.moved ? 'moved' : '';
  return (
    <span
      class={`stop ${state}`}
      style={{ left: from, right: `calc(100% - ${to})` }}
      title={`${stop.account} · ${clockTime(stop.at, zone)}–${clockTime(stop.leaves, zone)}`}
    >
      {stop.account}
    </span>
  );
}

/** Full hours, as many as have room for their words. */
function marks(since: number, until: number): number[] {
  const step = until - since > 4.5 * HOUR ? 2 * HOUR : HOUR;
  return Array.from({ length: Math.ceil((until - since) / step - 0.5) }, (_, n) => since + n * step);
}
