// Who should go with an order, best first, and what it costs the others.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { AT_WORK, BEFORE_VISIT } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { readCandidates } from '../../data/orders';
import { Join } from '../crew/join';
import type { Line } from '../orders/line';
import { handTo } from './hand-to';
import { Nobody, NotOffered } from './not-offered';
import { offersList, showBest } from './offers';
import { Row } from './row';
import { type Person, useWhy, type Why, WhyField } from './why';

type Ranking = Schemas['Ranking'];
/** Who says how long they drive. */
const WAYS = {
  estimate: 'cand.ways_estimate',
  learnt: 'cand.ways_learnt',
  osrm: 'cand.ways_road',
  valhalla: 'cand.ways_road',
} as const;

/** Who should go, and why. One press gives it to the first; anybody else is chosen with a reason, and taking it from somebody has one too. */
export function Candidates({ line }: { line: Line }) {
  const ranking = useRanking(line);
  const [all, setAll] = useState(false);
  const [out, setOut] = useState(false);
  const [joining, setJoining] = useState<Person | null>(null);
  const moving = line.engineer_id !== null && !BEFORE_VISIT.has(line.status);
  const { giving, sure, give } = useGiving(line, moving, ranking);
  const why = useWhy(line, moving, give);
  if (!ranking) return <p class="soft">{t('cand.loading')}</p>;
  const shown = ranking.candidates.slice(0, all ? 20 : 5);
  const more = ranking.candidates.length - shown.length;
  const word = t(moving ? 'action.hand_over' : 'action.assign');
  const wordOf = (id: string) => (sure === id ? t('cand.take_from', { name: line.engineer ?? '' }) : word);
  return (
    <section ref={offersList} class="candidates">
      <h2>{t('detail.who')}</h2>
      <Warnings line={line} />
      {joining && (
        <Join key={joining.engineer_id} line={line} zone={line.time_zone} person={joining} onDone={() => setJoining(null)} />
      )}
      <WhyField why={why} moving={moving} />
      {ranking.nobody && <Nobody nobody={ranking.nobody} onOpen={() => setOut(true)} />}
      <ol>
        {shown.map((candidate, index) => (
          <Row
            key={candidate.engineer_id}
            candidate={candidate}
            other={candidate.source !== shown[0]?.source}
            rank={index + 1}
            word={wordOf(candidate.engineer_id)}
            asked={sure === candidate.engineer_id}
            busy={giving.has(candidate.engineer_id)}
            keyed={why.asking === null}
            onGive={() => void why.ask({ ...candidate, chosen: index > 0 && !moving })}
            onJoin={moving ? () => setJoining({ ...candidate, chosen: false }) : undefined}
          />
        ))}
      </ol>
      {more > 0 && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t('cand.more', { n: more })}
        </button>
      )}
      {shown[0] && <p class="soft small">{t(WAYS[shown[0].source])}</p>}
      <NotOffered
        ranking={ranking}
        open={out}
        word={word}
        busy={giving}
        onOpen={setOut}
        onChoose={(person) => void why.ask(person)}
      />
    </section>
  );
}

/** What whoever takes it from somebody has to know first. */
function Warnings({ line }: { line: Line }) {
  return (
    <>
      {AT_WORK.has(line.status) && (
        <p class="note warn">{t('cand.at_work', { name: line.engineer ?? '', status: td('status', line.status) })}</p>
      )}
      {line.status === 'appointment_confirmed' && (
        <p class="note warn" data-confirm-again>
          {t('rescue.confirm_again', { name: line.engineer ?? '' })}
        </p>
      )}
      {line.pin_reason && <p class="note">{t('pin.note', { name: line.engineer ?? '' })}</p>}
    </>
  );
}

/** sure: pressed once: the visit would be taken from somebody who is at work there. */
function useGiving(line: Line, moving: boolean, ranking: Ranking | null) {
  const [giving, setGiving] = useState<ReadonlySet<string>>(new Set());
  const [sure, setSure] = useState('');
  const first = ranking?.candidates[0]?.engineer_id ?? null;
  const give = async (person: Person, why: Why) => {
    const id = person.engineer_id;
    if (AT_WORK.has(line.status) && sure !== id) return setSure(id);
    setGiving((now) => new Set(now).add(id));
    await handTo(line, person, why, { moving, first });
    setGiving((now) => new Set([...now].filter((other) => other !== id)));
  };
  return { giving, sure, give };
}

const crewOf = (line: Line) => line.crew.map(({ engineer_id }) => engineer_id).join();

function useRanking(line: Line): Ranking | null {
  const [ranking, setRanking] = useState<Ranking | null>(null);
  useEffect(() => {
    let old = false; // an answer that was asked for earlier may come later
    void attempt(() => readCandidates(line.id)).then((found) => old || setRanking(found ?? null));
    return () => {
      old = true;
    };
  }, [line.id, line.status, line.engineer_id, line.window_from, line.window_to, crewOf(line)]);
  useEffect(() => {
    if (ranking) showBest(line.id);
  }, [ranking]);
  return ranking;
}
