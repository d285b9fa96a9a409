// The parts of the order that is open, and asking for another one.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { FINISHED, PART_URGENCIES, type PartUrgency } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { askForPart, listCatalogue } from '../../data/parts';
import { Select } from '../../ui/select';
import { type Detail, refresh } from '../orders/state';
import { PartCard } from './part-card';

type Kind = Schemas['PartKind'];
/** Once it is there: what is typed into nothing would be keys of the board. */
const takesFocus = (field: HTMLInputElement | null) => field?.focus();

export function PartsOfOrder({ open }: { open: Detail }) {
  const [asking, setAsking] = useState(false);
  const may = allowed('parts.request') && !FINISHED.has(open.line.status);
  if (!open.parts.length && !may) return null;
  return (
    <section class="parts-of-order">
      <div class="spread">
        <h2>{t('detail.parts')}</h2>
        {may && (
          <button type="button" class="plain" data-ask-part aria-expanded={asking} onClick={() => setAsking(!asking)}>
            {t('parts.ask')}
          </button>
        )}
      </div>
      {asking && <AskForPart order={open.line.id} onDone={() => setAsking(false)} />}
      {open.parts.map((part) => (
        <PartCard key={part.id} part={part} onDone={refresh} />
      ))}
    </section>
  );
}

/** By a number of the catalogue, which the field proposes, or in words. */
function AskForPart({ order, onDone }: { order: string; onDone: () => void }) {
  const [kinds, setKinds] = useState<Kind[]>([]);
  const [name, setName] = useState('');
  const [quantity, setQuantity] = useState(1);
  const [urgency, setUrgency] = useState<PartUrgency>('normal');
  useEffect(() => void attempt(listCatalogue).then((found) => found && setKinds(found)), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!hasWords(name)) return;
    const kind = kindOf(kinds, name);
    const part = kind ? { part_kind_id: kind.id } : { name };
    const done = await attempt(() => askForPart(order, { ...part, quantity, urgency }));
    if (done === undefined) return;
    onDone();
    await refresh();
  };
  return (
    <form class="inline card" data-asking-part onSubmit={(event) => void submit(event)}>
      <label>
        {t('parts.number_or_words')}
        <input
          ref={takesFocus}
          name="name"
          list="part-kinds"
          maxLength={200}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Proposed kinds={kinds} />
      <Successor kinds={kinds} typed={name} onChoose={setName} />
      <label>
        {t('parts.quantity')}
        <input
          name="quantity"
          type="number"
          min={1}
          max={999}
          value={quantity}
          onInput={(event) => setQuantity(Math.min(999, Math.max(1, event.currentTarget.valueAsNumber || 1)))}
        />
      </label>
      <Select
        label={t('parts.urgency')}
        value={urgency}
        options={PART_URGENCIES.map((code) => [code, td('part_urgency', code)] as const)}
        onChange={(code) => setUrgency(code as PartUrgency)}
      />
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary" disabled={!hasWords(name)}>
          {t('parts.ask')}
        </button>
      </div>
    </form>
  );
}

function Proposed({ kinds }: { kinds: Kind[] }) {
  return (
    <datalist id="part-kinds">
      {kinds.map((row) => (
        <option key={row.id} value={row.number}>
          {row.replaced_by ? `${row.name} · ${t('parts.replaced_by', { name: row.replaced_by })}` : row.name}
        </option>
      ))}
    </datalist>
  );
}

/** What is delivered in the place of the part that stands in the field, one press away. */
function Successor({ kinds, typed, onChoose }: { kinds: Kind[]; typed: string; onChoose: (number: string) => void }) {
  const part = kindOf(kinds, typed);
  const next = part && successorOf(kinds, part);
  if (!next) return null;
  return (
    <p class="note warn spread" role="status" data-successor={next}>
      <span>
        {part.active || t('parts.gone')} {t('parts.replaced_by', { name: `${kindOf(kinds, next)?.name ?? ''} ${next}`.trim() })}
      </span>
      <button type="button" onClick={() => onChoose(next)}>
        {t('parts.take_successor')}
      </button>
    </p>
  );
}

function kindOf(kinds: readonly Kind[], typed: string): Kind | undefined {
  const number = typed.trim().toLowerCase();
  return kinds.find((row) => row.number.toLowerCase() === number);
}

/** The number at the end of the chain; undefined where nothing is delivered in its place. */
function successorOf(kinds: readonly Kind[], part: Kind): string | undefined {
  const seen = new Set([part]);
  let number = part.replaced_by;
  for (let next = kindOf(kinds, number); next?.replaced_by && !seen.has(next); next = kindOf(kinds, number)) {
    seen.add(next);
    number = next.replaced_by;
  }
  return number || undefined;
}
