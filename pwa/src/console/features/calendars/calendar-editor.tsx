// One calendar as a draft: changed, filled with holidays, looked at, published or thrown away.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Calendar } from '../../../shared/domain.gen';
import { languages, t } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { go } from '../../app/router';
import { sayDone } from '../../app/toast';
import { publish, type Rule, type Wanted, withdrawPublication, withHolidays } from '../../data/rules';
import { Field } from '../../ui/field';
import { Refused, useRefused } from '../../ui/marked';
import { Preview } from '../rules/preview';
import { Versions } from '../rules/versions';
import { Days } from './days';
import { Holidays } from './holidays';
import { HoursField } from './hours-field';

interface Props {
  current: Rule<Calendar>;
  may: boolean;
  onSaved: () => void;
}

export function CalendarEditor({ current, may, onSaved }: Props) {
  const draft = useDraft(current);
  const { calendar, set, code, filled, unread, edited } = draft;
  const { form, refused, fields, attend } = useRefused<HTMLElement>();
  const changed = edited || !current.version;
  const readable = unread.size === 0;
  const send = () =>
    attend(async () => {
      const names = Object.fromEntries(languages.map((each) => [each, calendar.names[each] || code]));
      const made = await publish('calendar', code, { document: { ...calendar, names }, expected: current.version });
      const back = () => {
        if (!current.version) go({ row: null });
        onSaved();
      };
      sayDone(t('levels.published'), made.undo_until, () => withdrawPublication('calendar', made.code, made.version), back);
      onSaved();
      draft.release();
      go({ row: made.code });
    });
  const fill = (wanted: Wanted) => attend(async () => draft.fill(await withHolidays(calendar, wanted)));
  return (
    <section ref={form} class="rules">
      <Head draft={draft} fresh={current.version === 0} may={may} wrong={fields} />
      <Week draft={draft} may={may} refused={fields.has('hours')} />
      <Holidays
        key={`${calendar.country} ${calendar.region}`}
        calendar={calendar}
        may={may}
        onFill={(wanted) => void fill(wanted)}
      />
      {filled && (
        <p class="note" role="status">
          {t('calendars.filled')}
        </p>
      )}
      <Days days={calendar.days} may={may} onChange={(days) => set({ days })} />
      <Refused refused={refused} fields={fields} />
      {may && current.version > 0 && edited && readable && <Preview kind="calendar" code={code} document={calendar} />}
      {may && changed && (
        <div class="publish">
          {!readable && <span class="bad-word">{t('hours.blocks')}</span>}
          <button type="button" onClick={draft.discard}>
            {t('levels.discard')}
          </button>
          <button type="button" class="primary" disabled={!code || !readable} onClick={() => void send()}>
            {t('levels.publish')}
          </button>
        </div>
      )}
      {current.version > 0 && <Versions kind="calendar" code={current.code} version={current.version} />}
    </section>
  );
}

type Draft = ReturnType<typeof useDraft>;

/** unread: by day of the week, what was typed and cannot be read. filled: the holidays in it were not published yet. */
function useDraft(current: Rule<Calendar>) {
  const [calendar, setCalendar] = useState(current.document);
  const [code, setCode] = useState(current.code);
  const [filled, setFilled] = useState(false);
  const [unread, setUnread] = useState<ReadonlyMap<number, string>>(new Map());
  const edited = JSON.stringify(calendar) !== JSON.stringify(current.document) || unread.size > 0 || code !== current.code;
  const held = useRef(() => {});
  useEffect(() => {
    if (edited) held.current = hold();
    return () => held.current();
  }, [edited]);
  const set = (change: Partial<Calendar>) => setCalendar({ ...calendar, ...change });
  const read = (day: number, spans: Calendar['hours'][number]) => {
    setUnread(new Map([...unread].filter(([each]) => each !== day)));
    set({ hours: calendar.hours.with(day, spans) });
  };
  const keep = (day: number, text: string) => setUnread(new Map(unread).set(day, text));
  const fill = ({ country, region, days, years }: Calendar) => {
    setCalendar((now) => ({ ...now, country, region, days, years }));
    setFilled(true);
  };
  const discard = () => {
    setCalendar(current.document);
    setUnread(new Map());
    setCode(current.code);
    setFilled(false);
  };
  const release = () => held.current();
  return { calendar, set, code, setCode, filled, unread, edited, read, keep, fill, discard, release };
}

interface HeadProps {
  draft: Draft;
  fresh: boolean;
  may: boolean;
  wrong: ReadonlySet<string>;
}

function Head({ draft: { calendar, set, code, setCode }, fresh, may, wrong }: HeadProps) {
  return (
    <div class="fields four">
      <Field
        shape={{ name: 'code', label: t('field.code'), longest: 20 }}
        value={code}
        wrong={wrong.has('code')}
        disabled={!fresh}
        onChange={(text) => setCode(String(text).trim())}
      />
      <Field
        shape={{ name: 'time_zone', label: t('field.time_zone'), type: 'zone' }}
        value={calendar.time_zone}
        wrong={wrong.has('time_zone')}
        disabled={!may}
        onChange={(zone) => set({ time_zone: String(zone) })}
      />
    </div>
  );
}

function Week({ draft: { calendar, unread, read, keep }, may, refused }: { draft: Draft; may: boolean; refused: boolean }) {
  return (
    <table class="entries hours">
      <tbody>
        {calendar.hours.map((spans, day) => (
          <HoursField
            key={day}
            day={day}
            spans={spans}
            typed={unread.get(day)}
            may={may}
            refused={refused}
            onRead={(found) => read(day, found)}
            onUnread={(text) => keep(day, text)}
          />
        ))}
      </tbody>
    </table>
  );
}
