// Times that can be kept: the soonest to choose from, and whether somebody can keep the one that was entered.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { listed, t } from '../../../shared/i18n';
import { clockTime, fromField, otherDay, toField } from '../../../shared/time';
import { attempt } from '../../app/toast';

type Window = Schemas['OfferedWindow'];
const PAUSE = 250; // ms after the last key, before it is looked whether somebody can keep it

interface OfferedProps {
  /** What the times depend on: where it is another one, they are asked for again. */
  about: string;
  ask: () => Promise<Window[]>;
  zone: string;
  chosen: { from: string; to: string };
  onChoose: (window: { from: string; to: string }) => void;
}

/** The soonest times that somebody can keep; one press fills them in. */
export function Offered({ about, ask, zone, chosen, onChoose }: OfferedProps) {
  const [rows, setRows] = useState<Window[] | null>(null);
  useEffect(() => {
    let old = false; // an answer about what was asked before may come later
    setRows(null);
    void attempt(ask).then((found) => old || setRows(found ?? []));
    return () => {
      old = true;
    };
  }, [about]);
  if (!rows) return <p class="soft small">{t('agree.looking')}</p>;
  if (!rows.length) return <p class="note warn">{t('agree.none')}</p>;
  const isChosen = (row: Window) => fieldsOf(row, zone).from === chosen.from && fieldsOf(row, zone).to === chosen.to;
  const dayOf = (row: Window) => otherDay(row.window_from, zone) || t('day.today');
  const days = [...new Set(rows.map(dayOf))];
  return (
    <fieldset class="offered">
      <legend class="soft small">{t('agree.offered')}</legend>
      {days.map((day) => (
        <div key={day} class="offered-day">
          <span class="small">{day}</span>
          {rows
            .filter((row) => dayOf(row) === day)
            .map((row) => (
              <button
                key={row.window_from + row.window_to}
                type="button"
                class={isChosen(row) ? 'chosen' : ''}
                title={keptBy(row)}
                data-window={row.window_from}
                onClick={() => onChoose(fieldsOf(row, zone))}
              >
                {clockTime(row.window_from, zone)}–{clockTime(row.window_to, zone)}{' '}
                <span class={`small ${row.cheapest ? 'good-word' : 'soft'}`} data-cheapest={row.cheapest || undefined}>
                  {t('agree.drives', { n: row.travel_minutes })}
                </span>
              </button>
            ))}
        </div>
      ))}
    </fieldset>
  );
}

/** Who can; who of them drives least for it, how much, and by how much others come later then. */
function keptBy({ keepers, names, travel_minutes, slack_minutes }: Window): string {
  const cost = t('agree.cost', { name: names[0] ?? '–', n: travel_minutes });
  const slack = slack_minutes ? t('agree.slack', { n: slack_minutes }) : '';
  return [t('agree.kept_by', { n: keepers, names: listed(names) }), cost, slack].filter(Boolean).join(' ');
}

function fieldsOf(row: Window, zone: string) {
  return { from: toField(Date.parse(row.window_from), zone), to: toField(Date.parse(row.window_to), zone) };
}

interface KeptProps extends Pick<OfferedProps, 'about' | 'zone'> {
  ask: (from: string, to: string) => Promise<Window | null>;
  from: string;
  to: string;
}

/** Whether anybody can keep what stands in the fields, before it is promised. */
export function Kept({ about, ask, zone, from, to }: KeptProps) {
  const [found, setFound] = useState<Window | null>(null);
  useEffect(() => {
    setFound(null);
    if (!from || !to || from >= to) return;
    const [start, end] = [fromField(from, zone), fromField(to, zone)];
    let old = false;
    const timer = setTimeout(() => {
      void ask(start, end).then(
        (row) => old || setFound(row),
        () => undefined, // what is wrong with it is said when it is saved
      );
    }, PAUSE);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [about, from, to]);
  if (!found) return <p class="small soft"> </p>;
  return (
    <p class={`small ${found.keepers ? 'good-word' : 'bad-word'}`} role="status" data-keepers={found.keepers}>
      {found.keepers ? keptBy(found) : t('agree.kept_by_nobody')}
    </p>
  );
}
