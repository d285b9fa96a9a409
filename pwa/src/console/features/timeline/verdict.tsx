// What a visit does where it is held: to its own promise and to those of others; beside the pointer, and for those who listen.
import { t } from '../../../shared/i18n';
import { moment, span } from '../../../shared/time';
import type { Tried } from '../../data/timeline';
import { answer, held, nameOf, pointer, settled } from './held';
import { rulesOf } from './let-go';
import { heads } from './state';
import { zone } from './view';

type Effect = Tried['effects'][number];
const SHOWN = 4; // effects that are told one by one
const [WIDE, TALL] = [330, 190]; // pixels that the card takes at most

export function Verdict() {
  const now = held.value;
  const said = answer.value;
  const words = now?.drop && settled.value && said ? wordsOf(said.tried, said.refused, now.drop.engineer_id) : [];
  return (
    <>
      <p class="hidden" role="status">
        {now?.keys ? [t('timeline.held', { name: now.name }), ...words].join(' ') : ''}
      </p>
      {now && <Card words={words} may={said?.tried ? said.tried.may : said ? 'no' : 'yes'} />}
    </>
  );
}

function Card({ words, may }: { words: readonly string[]; may: Tried['may'] }) {
  const now = held.value;
  if (!now) return null;
  const { x, y } = pointer.value;
  const place = now.keys
    ? {}
    : { left: `${Math.min(x + 18, innerWidth - WIDE)}px`, top: `${Math.min(y + 18, innerHeight - TALL)}px` };
  const others = now.drop && now.from !== null && now.from !== now.drop.engineer_id;
  return (
    <div class={`tl-verdict ${now.keys ? 'keys' : ''} ${may}`} style={place} data-verdict={settled.value ? may : 'asking'}>
      <strong>
        {now.name}
        {now.drop && ` → ${nameOf(now.drop.engineer_id)}`}
      </strong>
      {!now.drop && <span class="soft">{t('timeline.nowhere')}</span>}
      {now.drop && !words.length && <span class="soft">{t('timeline.asking')}</span>}
      {words.map((word) => (
        <span key={word}>{word}</span>
      ))}
      {now.keys && <span class="soft small">{t('timeline.keys')}</span>}
      {!now.keys && others && <span class="soft small">{t('timeline.shift')}</span>}
    </div>
  );
}

function wordsOf(tried: Tried | null, refused: string, engineer: string): string[] {
  if (!tried) return [refused];
  const [own, ...others] = tried.effects;
  const words: string[] = [];
  if (tried.may === 'no') words.push(t('timeline.cannot', { name: nameOf(engineer), rules: rulesOf(tried) }));
  if (tried.may === 'reason') words.push(t('timeline.with_reason', { rules: rulesOf(tried) }));
  if (own) words.push(ownOf(own));
  words.push(...others.slice(0, SHOWN).map(otherOf));
  if (others.length > SHOWN) words.push(t('timeline.more', { n: others.length - SHOWN }));
  if (!others.length) words.push(t('timeline.no_other'));
  return words;
}

const lateOf = ({ late, late_minutes }: Effect) =>
  late ? t('timeline.late', { span: span(late_minutes * 60_000) }) : t('timeline.kept');

function ownOf(own: Effect): string {
  return t('timeline.arrives', { at: moment(own.at, zone.value), late: lateOf(own) });
}

function otherOf(row: Effect): string {
  const name = heads.get(row.order_id)?.site ?? t('cand.other_visit');
  const by = span(Math.abs(row.minutes ?? 0) * 60_000);
  const moves = t((row.minutes ?? 0) > 0 ? 'timeline.later' : 'timeline.earlier', { name, span: by });
  return row.late ? `${moves}, ${lateOf(row)}` : moves;
}
