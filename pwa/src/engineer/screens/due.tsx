// Level and clocks of a visit: each by colour, shape (a chip's own, by its tone) and word, so that neither sunlight nor an eye without red hides them.
import { t, td } from '../../shared/i18n';
import { moment, span, tick } from '../../shared/time';
import { type Due, dueOf, isCommitment, type Tone } from '../due';
import type { View } from '../model';

const SHIFT = 8 * 3_600_000;
const CHIP: Record<Tone, string> = { bad: 'bad', warn: 'warn', good: '', still: '' };
const LEVELS: Record<string, Tone> = { '0': 'bad', '1': 'warn', '2': 'good' };

export function Level({ view }: { view: View }) {
  if (!view.level) return null;
  const tone = LEVELS[view.level] ?? 'still';
  return (
    <span class={`chip ${CHIP[tone]}`} data-level={view.level}>
      {t('visit.level', { level: view.level })}
    </span>
  );
}

/** In the list: what is most urgent, where it comes within the shift. */
export function FirstDue({ view }: { view: View }) {
  const [first] = dueOf(view, tick.value);
  if (!first || first.at === null || first.at - tick.value > SHIFT) return null;
  return <Chip due={first} zone={view.time_zone} short />;
}

export function Clocks({ view }: { view: View }) {
  const rows = dueOf(view, tick.value);
  if (!rows.length) return null;
  return (
    <p class="marks" data-clocks>
      {rows.map((due) => (
        <Chip key={due.what} due={due} zone={view.time_zone} />
      ))}
    </p>
  );
}

function Chip({ due, zone, short = false }: { due: Due; zone: string; short?: boolean }) {
  const name = isCommitment(due.what) ? td('clock', due.what) : t('due.step'); // the status stands beside it
  const until = !short && due.at !== null && due.at > tick.value ? t('due.until', { at: moment(due.at, zone) }) : '';
  return (
    <span class={`chip clock ${CHIP[due.tone]}`} data-due={due.what} data-tone={due.tone}>
      <b>{left(due)}</b>
      <span class="name">
        · {name} {until}
      </span>
    </span>
  );
}

function left({ at }: Due): string {
  if (at === null) return t('clocks.paused');
  const still = at - tick.value;
  return still <= 0 ? t('due.over', { span: span(-still) }) : t('due.left', { span: span(still) });
}
