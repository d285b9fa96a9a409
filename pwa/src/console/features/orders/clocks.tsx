// What was promised and how it stands.
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { moment, relative, span, tick } from '../../../shared/time';
import { LaterThanPromised } from '../../ui/later-than-promised';
import { isCommitment, limitName } from '../../ui/limit-name';
import type { Detail } from './state';

type Clock = Schemas['StoredClock'];

/** What was promised and how it stands: the commitments, and the limit of the present status. */
export function Clocks({ open }: { open: Detail }) {
  const now = tick.value;
  const zone = open.extra.time_zone;
  const rows = open.clocks.filter((row) => isCommitment(row.what) || row.stopped_at === null);
  if (!rows.length) return null;
  const withdrawn = open.alarms.filter((row) => row.withdrawn_at);
  return (
    <section class="clocks">
      <h2>{t('clocks.title')}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.what + row.n} data-clock={row.what} data-state={state(row, now)}>
            <span>{limitName(row.what)}</span>
            <Bar clock={row} now={now} />
            <span class={`small ${state(row, now) === 'overdue' || row.outcome === 'missed' ? 'bad-word' : 'soft'}`}>
              {say(row, now, zone)}
            </span>
          </li>
        ))}
      </ul>
      {open.line.window_to && (
        <LaterThanPromised limits={rows.filter((row) => row.stopped_at === null)} until={open.line.window_to} zone={zone} />
      )}
      {withdrawn.map((row) => (
        <p key={row.id} class="soft small">
          {t('clocks.withdrawn', { what: limitName(row.what) })}
        </p>
      ))}
    </section>
  );
}

function state(clock: Clock, now: number): string {
  if (clock.outcome !== 'running' || !clock.due_at) return clock.outcome;
  if (Date.parse(clock.due_at) <= now) return 'overdue';
  return clock.warn_at && Date.parse(clock.warn_at) <= now ? 'near' : 'running';
}

function Bar({ clock, now }: { clock: Clock; now: number }) {
  const start = Date.parse(clock.started_at);
  const end = clock.due_at ? Date.parse(clock.due_at) : now;
  const at = clock.stopped_at ? Date.parse(clock.stopped_at) : now;
  const used = Math.min(100, Math.max(0, ((at - start) / Math.max(1, end - start)) * 100));
  return <meter class="use" min={0} max={100} value={used} aria-hidden="true" />;
}

function say(clock: Clock, now: number, zone: string): string {
  if (clock.outcome === 'met') return t('clocks.met', { at: moment(clock.stopped_at ?? now, zone) });
  if (clock.outcome === 'void') return t('clocks.void');
  if (clock.outcome === 'paused') return t('clocks.paused');
  if (!clock.due_at) return '';
  const due = Date.parse(clock.due_at);
  if (clock.outcome === 'missed') return t('clocks.missed', { span: span(Date.parse(clock.stopped_at ?? '') - due) });
  if (due <= now) return t('clocks.overdue', { span: span(now - due) });
  return t('clocks.due', { at: moment(due, zone), in: relative(due) });
}
