// Agreeing another time with the customer on the telephone: what can be kept is offered, and what nobody can keep is said to be so.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { AGREED_HOW, AGREED_WHY } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { fromField, toField } from '../../../shared/time';
import { lookAtWindow, offerWindows } from '../../data/orders';
import { Field, type Shape } from '../../ui/field';
import { onEscape } from '../../ui/on-escape';
import type { Line } from './line';
import { Kept, Offered } from './offered';
import { act } from './state';

type Window = Schemas['OfferedWindow'];

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
      <Offered about={line.id} ask={() => offerWindows(line.id)} zone={zone} chosen={values} onChoose={set} />
      <div class="two">
        {(['from', 'to'] as const).map((name) =>
          field({ name, label: t(`form.${name}`), type: 'datetime-local', required: true }),
        )}
      </div>
      <Kept about={line.id} ask={(from, to) => lookAtWindow(line.id, from, to)} zone={zone} from={values.from} to={values.to} />
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
