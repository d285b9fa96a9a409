// Who is not offered, each with what stands against them; and where nobody is, what would help.
import type { Schemas } from '../../../shared/api';
import { listed, t, td } from '../../../shared/i18n';
import { go } from '../../app/router';
import { allowed } from '../../app/session';
import { asked, EDIT } from '../orders/asked';
import type { Person } from './why';

type Ranking = Schemas['Ranking'];
type Way = Schemas['Way'];

interface Props {
  ranking: Ranking;
  open: boolean;
  word: string;
  busy: ReadonlySet<string>;
  onOpen: (open: boolean) => void;
  onChoose: (person: Person) => void;
}

/** Counted in the head; opened, the nearest of them by name. Against a rule that bends somebody is chosen here, with a reason. */
export function NotOffered({ ranking: { excluded, not_offered }, open, word, busy, onOpen, onChoose }: Props) {
  const rules = Object.entries(excluded).map(([rule, n]) => td('cand', rule, { n }));
  if (!rules.length) return null;
  const all = Object.values(excluded).reduce((sum, n) => sum + n, 0);
  return (
    <details class="not-offered small" open={open} onToggle={(event) => onOpen(event.currentTarget.open)}>
      <summary class="soft">{t('cand.excluded', { list: rules.join(' · ') })}</summary>
      <ul class="bare">
        {not_offered.map((row) => (
          <li key={row.engineer_id} class="spread" data-out={row.engineer_id}>
            <span>
              <strong>{row.name}</strong> <span class="soft">{listed(row.rules.map((rule) => td('rule', rule)))}</span>
            </span>
            {row.may_choose && (
              <button type="button" disabled={busy.has(row.engineer_id)} onClick={() => onChoose({ ...row, chosen: true })}>
                {word}
              </button>
            )}
          </li>
        ))}
      </ul>
      {all > not_offered.length && <p class="soft">{t('cand.out_more', { n: all - not_offered.length })}</p>}
    </details>
  );
}

/** What a way does here, where this person may do it; else it is only said. */
function deedOf(way: Way, open: () => void): (() => void) | null {
  const record = { blocked: 'blocked_pairs', resident: 'engineers', clearance: 'qualifications', certificate: 'qualifications' };
  const kind = record[way.rule as keyof typeof record];
  const deeds: Record<string, (() => void) | false> = {
    move_window: () => {
      asked.value = 'agree_time';
    },
    lift_skill:
      allowed('orders.edit') &&
      (() => {
        asked.value = EDIT;
      }),
    overtime: open,
    choose: open,
    correct_record: allowed('master.write') && (() => go({ order: null }, `/console/manage/${kind}`)),
  };
  return deeds[way.action] || null;
}

export function Nobody({ nobody, onOpen }: { nobody: Schemas['Nobody']; onOpen: () => void }) {
  const rule = nobody.rule;
  return (
    <div class="note warn" data-nobody={rule ?? ''}>
      <p>{rule ? t('cand.nobody', { rule: td('rule', rule) }) : t('cand.nobody_at_all')}</p>
      {nobody.ways.length === 0 && rule && <p class="small">{t('cand.no_way')}</p>}
      <ul class="bare ways">
        {nobody.ways.map((way) => {
          const words = td('way', way.action, { n: way.engineers });
          const deed = deedOf(way, onOpen);
          return (
            <li key={`${way.action}${way.rule}`} data-way={way.action}>
              {deed ? (
                <button type="button" onClick={deed}>
                  {words}
                </button>
              ) : (
                words
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
