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
        {now?.keys ? [t('timeline.held', { name: now.name }), ...words.map(({ text }) => text)].join(' ') : ''}
      </p>
      {now && <Card words={words} may={said?.tried ? said.tried.may : said ? 'no' : 'yes'} />}
    </>
  );
}

function Card({ words, may }: { words: readonly Word[]; may: Tried['may'] }) {
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
      {words.map(({ text, bad }) => (
        <span key={text} class={bad ? 'bad-word' : ''}>
          {text}
        </span>
      ))}
      {now.keys && <span class="soft small">{t('timeline.keys')}</span>}
      {!now.keys && others && <span class="soft small">{t('timeline.shift')}</span>}
    </div>
  );
}

interface Word {
  text: string;
  /** A promise is broken by it, or nobody may do it. */
  bad: boolean;
}

function wordsOf(tried: Tried | null, refused: string, engineer: string): Word[] {
  if (!tried) return [{ text: refused, bad: true }];
  const [own, ...others] = tried.effects;
  const words: Word[] = [];
  if (tried.may === 'no')
    words.push({ text: t('timeline.cannot', { name: nameOf(engineer), rules: rulesOf(tried) }), bad: true });
  if (tried.may === 'reason') words.push({ text: t('timeline.with_reason', { rules: rulesOf(tried) }), bad: false });
  if (own) words.push({ text: t('timeline.arrives', { at: moment(own.at, zone.value), late: lateOf(own) }), bad: own.late });
  words.push(...others.slice(0, SHOWN).map(otherOf));
  if (others.length > SHOWN) words.push({ text: t('timeline.more', { n: others.length - SHOWN }), bad: false });
  if (!others.length) words.push({ text: t('timeline.no_other'), bad: false });
  return words;
}

const lateOf = ({ late, late_minutes }: Effect) =>
  late ? t('timeline.late', { span: span(late_minutes * 60_000) }) : t('timeline.kept');

function otherOf(row: Effect): Word {
  const name = heads.get(row.order_id)?.site ?? t('cand.other_visit');
  const by = span(Math.abs(row.minutes ?? 0) * 60_000);
  const moves = t((row.minutes ?? 0) > 0 ? 'timeline.later' : 'timeline.earlier', { name, span: by });
  return { text: row.late ? `${moves}${t('word.comma')}${lateOf(row)}` : moves, bad: row.late };
}
