// All that stands in the form, and how it is kept: at each change on this computer, until the order is taken or what was typed is thrown away.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { serverNow } from '../../../shared/time';
import { go, place } from '../../app/router';
import { me } from '../../app/session';
import { toast } from '../../app/toast';
import { type Draft, draftsOf, dropDraft, hold, keepDraft } from './drafts';
import { empty, type Values, type Written } from './order-values';

function blank(): Written {
  return { values: empty(), who: '', customer: null, answer: null, second: false };
}

/** What the form was opened for, as its address says it. */
function startOf(): string {
  const said = place.value.searchParams;
  return said.get('phone') ?? said.get('call') ?? '';
}

/** Whether anything stands there that somebody would miss; times of the day and the id nobody typed. */
function isTouched({ values, who, answer }: Written, first: Written): boolean {
  const typed = ({ id, from, to, ...others }: Values) => JSON.stringify(others);
  return who.trim() !== '' || answer !== null || typed(values) !== typed(first.values);
}

/** restored: since when what stands there was typed. others: drafts of other calls. */
interface Kept {
  restored: number | null;
  others: Draft[];
}

export function useWritten() {
  const [written, setWritten] = useState<Written | null>(null);
  const [{ restored, others }, setKept] = useState<Kept>({ restored: null, others: [] });
  const first = useRef(blank());
  const kept = useKeeping(written, first.current);
  const begin = (at: Written, rest: Kept) => {
    setWritten(at);
    setKept(rest);
  };
  useEffect(() => {
    void found().then((drafts) => {
      const start = startOf();
      const mine = drafts.find((row) => !start || row.start === start);
      begin(mine?.written ?? first.current, { restored: mine?.at ?? null, others: drafts.filter((row) => row !== mine) });
    });
  }, []);
  return {
    written,
    restored,
    others,
    set: (change: Partial<Written>) => setWritten((now) => now && { ...now, ...change }),
    setValues: (change: Partial<Values>) => setWritten((now) => now && { ...now, values: { ...now.values, ...change } }),
    /** The order is taken, or the call kept. */
    done: kept.drop,
    throwAway: async () => {
      await kept.drop();
      const draft = kept.last.current;
      const undo = async () => {
        if (draft) await keepDraft(draft);
        go({ call: null, phone: null }, '/console/new');
      };
      toast.value = draft ? { text: t('form.thrown_away'), undo } : null;
      go({ call: null }, '/console');
    },
    anew: async () => {
      await kept.drop();
      begin(blank(), { restored: null, others });
    },
    goOn: (draft: Draft) => begin(draft.written, { restored: draft.at, others: others.filter((row) => row !== draft) }),
    forget: (draft: Draft) => {
      void dropDraft(draft.id);
      setKept({ restored, others: others.filter((row) => row !== draft) });
    },
  };
}

/** A browser that keeps nothing keeps nobody from taking an order. */
async function found(): Promise<Draft[]> {
  try {
    return await draftsOf(me.value?.user_id ?? '', serverNow());
  } catch (fault) {
    console.warn(fault);
    return [];
  }
}

/** One write at a time, and the newest of those that came meanwhile. Leaving says that it is kept. */
function useKeeping(written: Written | null, first: Written) {
  const last = useRef<Draft | null>(null);
  const [waiting, over] = [useRef<Draft | null>(null), useRef(false)];
  const turn = useRef(Promise.resolve());
  const flush = async () => {
    const draft = waiting.current;
    waiting.current = null;
    if (draft && !over.current) await keepDraft(draft).catch(console.warn);
  };
  const id = written?.values.id;
  useEffect(() => (id ? hold(id) : undefined), [id]);
  useEffect(() => {
    if (!written || !isTouched(written, first)) return;
    const draft = { id: written.values.id, by: me.value?.user_id ?? '', start: startOf(), at: serverNow(), written };
    last.current = waiting.current = draft;
    turn.current = turn.current.then(flush);
  }, [written]);
  useEffect(
    () => () => {
      if (last.current && !over.current) toast.value = { text: t('form.kept') };
    },
    [],
  );
  const drop = async () => {
    over.current = true;
    await turn.current;
    if (last.current) await dropDraft(last.current.id).catch(console.warn);
  };
  return { last, drop };
}
