// Words that were begun for an action which is not possible any more.
import { useEffect } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { possible } from '../../shared/status';
import { inWords, type PartAsked } from '../asked';
import { SHEETS, sayable } from '../bench';
import { withoutWords } from '../draft-edits';
import { change, draftOf, type Ending, ending } from '../drafts';
import type { Command, View } from '../model';
import { save } from '../outbox';
import { Discard } from '../sheet';
import { isOver } from '../state';

const SHEET = 'sheet:';

/** What the engineer began to say when the visit went to somebody else, or when the action that asked for it was not possible any more. */
export function Unsaid({ view }: { view: View }) {
  const taps = isOver(view) ? [] : possible(view.status, ['engineer'], view.kind).map((row) => row.action);
  const open = [...taps, ...sayable(view)].map((action) => SHEET + action);
  const begun = Object.entries(draftOf(view.attendance_id).words ?? {}) as [string, Command['data']][];
  const closed = begun.filter(([place]) => place.startsWith(SHEET) && !open.includes(place));
  const [left, chosen] = [closed.filter(([, data]) => typedIn(data)), closed.filter(([, data]) => !typedIn(data))];
  useEffect(() => {
    for (const [place] of chosen) change(view.attendance_id, withoutWords(place)); // nobody sees it, and it would count as begun for ever
  }, [chosen.length]);
  return left.map(([place, data]) => <Left key={place} view={view} place={place} text={typedIn(data)} />);
}

function Left({ view, place, text }: { view: View; place: string; text: string }) {
  const action = place.slice(SHEET.length);
  const say = () => {
    const said = action === 'note' ? text : `${td('action', action)}: ${text}`;
    const ends = ending(view.attendance_id, withoutWords(place));
    if (place === SHEETS.inspect) return void handOver(view, ends);
    const note = {
      kind: 'act',
      attendance_id: view.attendance_id,
      action: 'note',
      expected: view.status,
      data: { text: said },
      ends,
    } as const;
    void save(note).catch(() => undefined); // the red banner says it, and the words stay
  };
  return (
    <section class="card unsaid" data-unsaid={action}>
      <h2>{t('visit.unsaid', { action: td('action', action) })}</h2>
      <p class="said">{text}</p>
      <div class="pair">
        <Discard attendance_id={view.attendance_id} place={place} />
        <button type="button" class="big" data-say onClick={say}>
          {t(place === SHEETS.inspect ? 'bench.unsaid_say' : 'visit.unsaid_say')}
        </button>
      </div>
    </section>
  );
}

/** An inspection goes with its photos, as it would have been said: the office has it then. Where the code is gone the words stay. */
async function handOver(view: View, ends: Ending): Promise<void> {
  const file = await import('./counter-sheets').catch(() => null);
  await file?.handOver(view, ends);
}

/** Only what was written: a choice is made again in a moment. */
function typedIn({ text, reason, witness, parts, amount, photos }: Command['data']): string {
  const taken = (photos as string[] | undefined)?.length;
  const pictures = taken ? t('bench.photos', { n: taken }) : '';
  const words = [inWords((parts as PartAsked[] | undefined) ?? []), amount, text, reason, witness, pictures];
  return words.filter(Boolean).join(' · ').trim();
}
