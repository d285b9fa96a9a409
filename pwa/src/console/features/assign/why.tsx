// What is asked before a visit is given: why it is taken from somebody, and why this one where the first is passed over or a rule stands against them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { REASONS, type ReasonCode, WHY_CHOSEN } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { hasWords, saysWhy } from '../../../shared/status';
import { NeededField } from '../../ui/needed-field';
import { onEscape } from '../../ui/on-escape';
import { Reasons } from '../../ui/reasons';
import { type Line, leadLate } from '../orders/line';

const HAND_OVER = REASONS.hand_over ?? [];

/** chosen: in place of the first, or against a rule: that has a reason. */
export interface Person {
  engineer_id: string;
  name: string;
  chosen: boolean;
}
export interface Why {
  reason: string;
  reason_code: string;
  choice_code: string;
}
type Question = 'reason' | 'choice';
type Said = Record<Question, string>;

/** What is known already; nobody is said to be late who is not. */
function reasonOf(line: Line): string {
  if (line.reviews.includes('engineer_sick')) return 'sick';
  return leadLate(line) > 0 ? 'late' : '';
}

/** asking: of whom something is wanted yet; the next choice gives it to them. */
export function useWhy(line: Line, moving: boolean, give: (person: Person, why: Why) => Promise<void>) {
  const [codes, setCodes] = useState<Said>(() => ({ reason: reasonOf(line), choice: '' }));
  const [words, setWords] = useState('');
  const [asking, setAsking] = useState<{ person: Person; what: Question } | null>(null);
  const question = useRef<HTMLFieldSetElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const answered = (code: string) => saysWhy(code) || hasWords(words);
  const ask = async (person: Person, said = codes) => {
    const what =
      moving && !answered(said.reason) ? 'reason' : person.chosen && !(said.choice && answered(said.choice)) ? 'choice' : null;
    setAsking(what && { person, what });
    if (what) return;
    const choice_code = person.chosen ? said.choice : '';
    await give(person, { reason: words, reason_code: moving ? said.reason : '', choice_code });
    setCodes({ ...said, choice: '' });
  };
  useEffect(() => {
    if (asking) (codes[asking.what] === 'other' ? field : question).current?.focus();
  }, [asking]);
  const choose = (what: Question) => (code: ReasonCode) => {
    const said = { ...codes, [what]: code };
    setCodes(said);
    if (asking) void ask(asking.person, said);
  };
  return { codes, words, setWords, asking, question, field, ask, choose, leave: () => setAsking(null) };
}

type Asking = ReturnType<typeof useWhy>;

export function WhyField({ why, moving }: { why: Asking; moving: boolean }) {
  const { asking, codes } = why;
  const choosing = asking?.what === 'choice';
  if (!moving && !choosing) return null;
  return (
    <div class={asking ? 'asked' : ''} onKeyDown={asking ? onEscape(why.leave) : undefined}>
      {moving && !choosing && <ReasonField why={why} />}
      {choosing && (
        <Reasons
          legend={t('cand.choice_first', { name: asking.person.name })}
          codes={WHY_CHOSEN}
          chosen={codes.choice}
          keys
          field={why.question}
          onChoose={why.choose('choice')}
        />
      )}
      <Words why={why} code={choosing ? codes.choice : codes.reason} />
      {asking && (
        <button type="button" class="plain" onClick={why.leave}>
          {t('visit.back')}
        </button>
      )}
    </div>
  );
}

function ReasonField({ why: { asking, codes, question, choose } }: { why: Asking }) {
  const legend = asking ? t('cand.reason_first', { name: asking.person.name }) : t('cand.reason');
  return (
    <Reasons
      legend={legend}
      codes={HAND_OVER}
      chosen={codes.reason}
      keys={asking !== null}
      field={question}
      onChoose={choose('reason')}
    />
  );
}

/** Another reason stands in words: once they are there, the same press gives it. */
function Words({ why, code }: { why: Asking; code: string }) {
  const { asking } = why;
  return (
    <NeededField
      field={why.field}
      name="reason"
      label={t('reason.more')}
      value={why.words}
      blank={asking !== null && code === 'other' && !hasWords(why.words)}
      optional={code !== 'other'}
      onInput={why.setWords}
    />
  );
}
