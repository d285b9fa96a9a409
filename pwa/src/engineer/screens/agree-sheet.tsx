// Agreeing another time with the customer, by taps: which day, which hours, how, and why. Works without network.
import { AGREED_HOW, AGREED_WHY } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { fromField, otherDay, serverNow, toField } from '../../shared/time';
import { withoutWords } from '../draft-edits';
import { draftWords, type Ending, ending, keepWords } from '../drafts';
import type { View } from '../model';
import { Choice, Leave, Veil } from '../sheet';

const PLACE = 'sheet:agree_time';
const DAY = 86_400_000;
const DAYS = 8; // ahead, today included
const HOURS = [
  ['08:00', '10:00'],
  ['10:00', '12:00'],
  ['13:00', '15:00'],
  ['15:00', '17:00'],
  ['08:00', '12:00'],
  ['13:00', '17:00'],
] as const;

/** What is typed so far; day: as a date, from and to: as times of the place. */
interface Begun {
  day?: string;
  from?: string;
  to?: string;
  how?: string;
  why?: string;
}

interface Props {
  view: View;
  onDone: (data: Record<string, unknown>, ends: Ending) => void;
  onCancel: () => void;
}

export function AgreeSheet({ view, onDone, onCancel }: Props) {
  const id = view.attendance_id;
  const begun = (draftWords(id, PLACE) as Begun | undefined) ?? {};
  const set = (fields: Begun) => keepWords(id, PLACE, fields);
  const data = said(begun, view.time_zone);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (data) onDone(data, ending(id, withoutWords(PLACE)));
  };
  return (
    <Veil label={td('action', 'agree_time')} onClose={onCancel}>
      <form class="sheet" onSubmit={submit} data-sheet="agree_time">
        <h2>{td('action', 'agree_time')}</h2>
        <Choice
          legend={t('agree.day')}
          rows={days(view.time_zone)}
          value={begun.day}
          onChange={(day) => set({ day: String(day) })}
        />
        <Choice
          legend={t('agree.hours')}
          rows={HOURS.map(([from, to]) => [`${from} ${to}`, `${Number.parseInt(from, 10)}–${Number.parseInt(to, 10)}`])}
          value={`${begun.from} ${begun.to}`}
          onChange={(hours) => {
            const [from = '', to = ''] = String(hours).split(' ');
            set({ from, to });
          }}
        />
        <Times begun={begun} set={set} />
        <Choice
          legend={t('agree.how')}
          rows={AGREED_HOW.filter((how) => how !== 'by_link').map((how) => [how, td('how', how)])}
          value={begun.how}
          onChange={(how) => set({ how: String(how) })}
        />
        <Choice
          legend={t('agree.why')}
          rows={AGREED_WHY.map((why) => [why, td('why', why)])}
          value={begun.why}
          onChange={(why) => set({ why: String(why) })}
        />
        <button type="submit" class="primary big" disabled={!data}>
          {t('agree.save')}
        </button>
        <Leave attendance_id={id} place={PLACE} onLeave={onCancel} />
      </form>
    </Veil>
  );
}

/** Hours that are none of the usual ones. */
function Times({ begun, set }: { begun: Begun; set: (fields: Begun) => void }) {
  return (
    <div class="pair">
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t(`form.${name}`)}
          <input
            type="time"
            name={name}
            value={begun[name] ?? ''}
            onInput={(event) => set({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
    </div>
  );
}

function days(zone: string): [string, string][] {
  const now = serverNow();
  return Array.from({ length: DAYS }, (_, n) => {
    const at = now + n * DAY;
    return [toField(at, zone).slice(0, 10), n === 0 ? t('day.today') : otherDay(at, zone)];
  });
}

/** null: something is not said yet, or the end is not after the beginning. */
export function said({ day, from, to, how, why }: Begun, zone: string): Record<string, unknown> | null {
  if (!day || !from || !to || !how || !why || from >= to) return null;
  return { agreed_from: fromField(`${day}T${from}`, zone), agreed_to: fromField(`${day}T${to}`, zone), how, why };
}
