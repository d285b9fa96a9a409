// Which rows of a plan are ticked, and what they come to together: timed by the server as the days stand.
import { useEffect, useRef, useState } from 'preact/hooks';
import { attempt } from '../../app/toast';
import { type Proposal, type Shown, type Timed, timePart } from '../../data/plans';

export function usePart(shown: Shown, proposal: Proposal) {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [timed, setTimed] = useState<Timed | null>(null);
  const asked = useRef(0);
  const gone = new Set([...shown.changed, ...shown.taken]);
  const open = proposal.rows.filter((row) => !gone.has(row.id));
  const ticked = open.filter((row) => !off.has(row.id)).map((row) => row.id);
  const wanted = ticked.join();
  useEffect(() => {
    const mine = ++asked.current;
    const time = () =>
      attempt(() => timePart(shown.plan.id, ticked)).then((found) => {
        if (found && mine === asked.current) setTimed(found); // an answer to other ticks may come later
      });
    void time();
  }, [shown, wanted]);
  const toggle = (id: string) => {
    const next = new Set(off);
    if (!next.delete(id)) next.add(id);
    setOff(next);
  };
  const all = (on: boolean) => setOff(new Set(on ? [] : open.map((row) => row.id)));
  const refused = new Map(timed?.refused.map((row) => [row.id, row]));
  return { open, ticked, timed, refused, isTicked: (id: string) => !off.has(id), toggle, all };
}

export type Choice = ReturnType<typeof usePart>;
