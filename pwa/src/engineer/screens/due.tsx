// Level and clocks of a visit: each by colour, shape and word, so that neither sunlight nor an eye without red hides them.
import { t, td } from '../../shared/i18n';
import { moment, span, tick } from '../../shared/time';
import { type Due, dueOf, isCommitment, type Tone } from '../due';
import type { View } from '../model';

const SHAPES: Record<Tone, string> = { bad: '▲', warn: '◆', good: '●', still: '■' };
const CHIP: Record<Tone, string> = { bad: 'bad', warn: 'warn', good: '', still: '' };
const LEVELS: Record<string, Tone> = { '0': 'bad', '1': 'warn', '2': 'good' };

export function Level({ view }: { view: View }) {
  if (!view.level) return null;
  const tone = LEVELS[view.level] ?? 'still';
  return (
    <span class={`chip ${CHIP[tone]}`} data-level={view.level}>
      <span aria-hidden="true">{SHAPES[tone]}</span> {t('visit.level', { level: view.level })}
    </span>
  );
}

/** In the list: what is most urgent. */
export function FirstDue({ view }: { view: View }) {
  const [first] = dueOf(view, tick.value);
  if (!first || first.at === null) return null;
  return <Chip due={first} zone={view.time_zone} />;
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

function Chip({ due, zone }: { due: Due; zone: string }) {
  const name = td(isCommitment(due.what) ? 'clock' : 'status', due.what);
  return (
    <span class={`chip clock ${CHIP[due.tone]}`} data-due={due.what} data-tone={due.tone}>
      <span aria-hidden="true">{SHAPES[due.tone]}</span> {name}: {said(due, zone)}
    </span>
  );
}

function said({ at }: Due, zone: string): string {
  if (at === null) return t('clocks.paused');
  const left = at - tick.value;
  return left <= 0 ? t('clocks.overdue', { span: span(-left) }) : t('due.left', { at: moment(at, zone), span: span(left) });
}
