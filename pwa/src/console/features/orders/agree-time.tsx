// Agreeing another time with the customer on the telephone: what can be kept is offered, and what nobody can keep is said to be so.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { AGREED_HOW, AGREED_WHY } from '../../../shared/domain.gen';
import { listed, t, td } from '../../../shared/i18n';
import { clockTime, fromField, otherDay, toField } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { lookAtWindow, offerWindows } from '../../data/orders';
import { Field, type Shape } from '../../ui/field';
import { onEscape } from '../../ui/on-escape';
import type { Line } from './line';
import { act } from './state';

type Window = Schemas['OfferedWindow'];
const PAUSE = 250; // ms after the last key, before it is looked whether somebody can keep it

interface Values {
  from: string;
  to: string;
  how: string;
  why: string;
  text: string;
}

const NEEDED = ['from', 'to', 'how', 'why'] as const;

interface Props {
  line: Line;
  zone: string;
  /** What stands in the fields at first; without, the time that is promised. */
  start?: Pick<Window, 'window_from' | 'window_to'>;
  onDone: () => void;
}

export function AgreeTime({ line, zone, start, onDone }: Props) {
  const { form, values, set, wrong, busy, submit } = useAgreement({ line, zone, start: start ?? line, onDone });
  const field = (shape: Shape<keyof Values>) => (
    <Field
      key={shape.name}
      shape={shape}
      value={values[shape.name]}
      wrong={wrong.has(shape.name)}
      onChange={(entered) => set({ [shape.name]: String(entered) })}
    />
  );
  return (
    <form
      ref={form}
      class="inline card"
      noValidate
      data-ask="agree_time"
      onKeyDown={onEscape(onDone)}
      onSubmit={(event) => void submit(event)}
    >
      <strong>{td('action', 'agree_time')}</strong>
      <Offered line={line} zone={zone} chosen={values} onChoose={set} />
      <div class="two">
        {(['from', 'to'] as const).map((name) =>
          field({ name, label: t(`form.${name}`), type: 'datetime-local', required: true }),
        )}
      </div>
      <Kept line={line} zone={zone} from={values.from} to={values.to} />
      <div class="two">
        {field({ name: 'how', label: t('agree.how'), type: 'choice', options: choices('how', AGREED_HOW) })}
        {field({ name: 'why', label: t('agree.why'), type: 'choice', options: choices('why', AGREED_WHY) })}
      </div>
      {field({ name: 'text', label: t('agree.text'), longest: 2000 })}
      {wrong.size > 0 && (
        <p class="bad-word small" role="alert">
          {t('agree.missing')}
        </p>
      )}
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {t('agree.save')}
        </button>
      </div>
    </form>
  );
}

interface Agreement {
  line: Line;
  zone: string;
  start: { window_from?: string | null; window_to?: string | null };
  onDone: () => void;
}

function useAgreement({ line, zone, start, onDone }: Agreement) {
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Values>(() => startOf(line, start, zone));
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const look = (name: string) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  useLayoutEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    look('from');
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const missing = NEEDED.filter((name) => !values[name]);
    setWrong(new Set(missing));
    if (missing[0]) return look(missing[0]);
    setBusy(true);
    const [agreed_from, agreed_to] = [fromField(values.from, zone), fromField(values.to, zone)];
    const { how, why, text } = values;
    const done = await act(line, 'agree_time', { agreed_from, agreed_to, how, why, text });
    setBusy(false);
    if (done) onDone();
  };
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  return { form, values, set, wrong, busy, submit };
}

/** No time is promised, or it passed while the visit waited: that comes before who goes. */
export function NeedsTime({ line, zone }: { line: Line; zone: string }) {
  const [open, setOpen] = useState(false);
  if (!line.needs_new_time) return null;
  if (open) return <AgreeTime line={line} zone={zone} onDone={() => setOpen(false)} />;
  return (
    <div class="note warn spread" data-needs-time>
      <span>{t(line.window_to ? 'agree.needed' : 'agree.none_yet')}</span>
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        {td('action', 'agree_time')}
      </button>
    </div>
  );
}

function startOf(line: Line, { window_from, window_to }: Agreement['start'], zone: string): Values {
  const field = (at: string | null | undefined) => (at ? toField(Date.parse(at), zone) : '');
  const why = line.needs_new_time && line.status === 'parts_ready' ? 'part' : '';
  return { from: field(window_from), to: field(window_to), how: '', why, text: '' };
}

function choices(group: 'how' | 'why', codes: readonly string[]): [string, string][] {
  return [['', t('agree.choose')], ...codes.map((code): [string, string] => [code, td(group, code)])];
}

interface OfferedProps {
  line: Line;
  zone: string;
  chosen: { from: string; to: string };
  onChoose: (window: { from: string; to: string }) => void;
}

/** The soonest times that somebody can keep; one press fills them in. */
function Offered({ line, zone, chosen, onChoose }: OfferedProps) {
  const [rows, setRows] = useState<Window[] | null>(null);
  useEffect(() => {
    void attempt(() => offerWindows(line.id)).then((found) => setRows(found ?? []));
  }, [line.id]);
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

/** Whether anybody can keep what stands in the fields, before it is promised. */
function Kept({ line, zone, from, to }: { line: Line; zone: string; from: string; to: string }) {
  const [found, setFound] = useState<Window | null>(null);
  useEffect(() => {
    setFound(null);
    if (!from || !to || from >= to) return;
    const [start, end] = [fromField(from, zone), fromField(to, zone)];
    const timer = setTimeout(() => {
      void lookAtWindow(line.id, start, end).then(setFound, () => undefined); // what is wrong with it is said when it is saved
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [line.id, from, to]);
  if (!found) return <p class="small soft"> </p>;
  return (
    <p class={`small ${found.keepers ? 'good-word' : 'bad-word'}`} role="status" data-keepers={found.keepers}>
      {found.keepers ? keptBy(found) : t('agree.kept_by_nobody')}
    </p>
  );
}
