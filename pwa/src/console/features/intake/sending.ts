// The order is taken: what is missing is said at its field, what the server refuses too, and what was typed goes away only once it is in the books.
import { useState } from 'preact/hooks';
import { Refusal } from '../../../shared/api';
import { BENCH } from '../../../shared/domain.gen';
import { listed, t } from '../../../shared/i18n';
import { go } from '../../app/router';
import { attempt, toast } from '../../app/toast';
import { addPhotos, handIn } from '../../data/counter';
import { takeOrder } from '../../data/orders';
import { type Marked, markedOf, UNMARKED } from '../../ui/marked';
import { wantBest } from '../assign/offers';
import { refresh } from '../orders/state';
import { keep } from './call-fields';
import { missingOf } from './missing';
import { orderOf, type Written } from './order-values';

/** Refusals that name no field, and the one that they are about. */
const ABOUT: Record<string, string> = { place_not_valid: 'site', level_not_covered: 'level', device_has_order: 'serial' };

interface Said extends Marked {
  words: ReadonlyMap<string, string>;
}

function saidOf(fault: unknown): Said {
  const marked = markedOf(fault);
  const about = fault instanceof Refusal ? ABOUT[fault.code] : undefined;
  const fields = about ? new Set([about]) : marked.fields;
  return { ...marked, fields, words: new Map([...fields].map((field) => [field, marked.detail || marked.title])) };
}

/** What is filled in by now is not marked any more. */
export function useSending(written: Written, onDone: () => Promise<void>) {
  const [marked, setMarked] = useState<Said>({ ...UNMARKED, words: new Map() });
  const [refused, setRefused] = useState<Written | null>(null); // what the server refused
  const [sending, setSending] = useState(false);
  const send = async (assign: boolean) => {
    const missing = missingOf(written);
    setRefused(null);
    if (missing.size) {
      setMarked({ fields: new Set(missing.keys()), words: missing, title: t('form.incomplete'), detail: '' });
      return;
    }
    setMarked({ ...UNMARKED, words: new Map() });
    setSending(true);
    const { values, customer, who, answer } = written;
    try {
      if (answer) await keep(values, customer, who, answer, onDone);
      else await take(written, assign, onDone);
    } catch (fault) {
      setRefused(written);
      setMarked(saidOf(fault));
      setSending(false);
    }
  };
  const open = missingOf(written);
  const wrong = (field: string) => (refused ? marked.words.get(field) : marked.words.has(field) && open.get(field)) || undefined;
  return { marked, wrong, send, sending };
}

async function take({ values, customer, who, second }: Written, assign: boolean, onDone: () => Promise<void>): Promise<void> {
  const taken = await takeOrder(orderOf(values, customer, who, second));
  await onDone();
  const { kind, here, receipt, photos } = values;
  if (BENCH.has(kind) && here) await attempt(() => handIn(taken.id, receipt)); // where that fails, the order asks for it
  if (photos.ready.length) await attempt(() => addPhotos(taken.id, photos.ready));
  const numbers = [taken.number, ...(taken.others ?? [])];
  toast.value = { text: t('form.taken', { number: listed(numbers), n: numbers.length }) };
  if (assign) wantBest(taken.id);
  await refresh();
  go({ order: taken.id, call: null }, '/console');
}
