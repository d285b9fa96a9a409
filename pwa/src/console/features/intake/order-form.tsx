// A new order: the caller is on the telephone. One field finds them; what is known is filled in, what is new is typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { BENCH } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { go, place } from '../../app/router';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { addPhotos, handIn } from '../../data/counter';
import { type NewOrder, takeOrder } from '../../data/orders';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from '../../ui/marked';
import type { Point } from '../map/map-panel';
import { refresh } from '../orders/state';
import { CounterField } from './brought-fields';
import { type Answer, CallFields, keep, NO_ANSWER } from './call-fields';
import { CallerCard, useKnown, Waiting } from './caller';
import { ContactField } from './contact-field';
import { CustomerField } from './customer-field';
import { DeviceField, type FieldProps, SiteField } from './order-fields';
import { orderOf, type Values } from './order-values';
import { useCaller } from './use-caller';
import { Work } from './work-fields';

/** A telephone system sends the + of a number as it is, and an address reads that as a space. */
function rung(phone: string | null): string {
  return (phone ?? '').replace(/^ /, '+');
}

export function OrderForm({ pin }: { pin: Point | null }) {
  const { values, set, who, customer, type, choose, recognise } = useCaller();
  const [second, setSecond] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null); // no order is needed
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => showFirst(form.current), [marked]);
  const wrong = (field: string) => marked.fields.has(field) || undefined;
  const known = useKnown(customer, values.serial, values.kind);
  const levels = known.entitlement?.levels ?? [];
  const level = levels.includes(values.level) ? values.level : (levels[0] ?? '');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setMarked(UNMARKED);
    const done = answer
      ? keep(values, customer, who, answer)
      : take({ ...orderOf(values, customer, who), level, second }, values);
    await done.catch((fault) => setMarked(markedOf(fault)));
  };
  const asks = (asked: Answer | null) => {
    setMarked(UNMARKED);
    setAnswer(asked);
  };
  const fields = { values, set, customer, marked: marked.fields };
  return (
    <aside class="detail">
      <form class="order-form" ref={form} noValidate={answer !== null} onSubmit={(event) => void submit(event)}>
        <h1>{t(answer ? 'calls.no_order' : 'console.new_order')}</h1>
        <CustomerField
          who={who}
          onType={type}
          chosen={customer}
          entered={!answer}
          wrong={wrong('account_name') || wrong('account_id')}
          start={rung(place.value.searchParams.get('phone'))}
          onChoose={choose}
        />
        <ContactField {...fields} onKnown={recognise} />
        {!answer && <Where fields={fields} pin={pin} />}
        {!answer && <Waiting card={known.card} second={second} onSecond={setSecond} />}
        <CallerCard known={known} />
        {answer ? (
          <CallFields values={values} set={set} answer={answer} onAnswer={setAnswer} wrong={marked.fields} />
        ) : (
          <Work values={values} set={set} wrong={marked.fields} levels={levels} level={level} />
        )}
        <Words marked={marked} />
        <Buttons answer={answer} waits={!answer && values.photos.sending} onAsks={asks} />
      </form>
    </aside>
  );
}

function Where({ fields, pin }: { fields: FieldProps; pin: Point | null }) {
  return (
    <>
      {BENCH.has(fields.values.kind) ? <CounterField {...fields} /> : <SiteField {...fields} pin={pin} />}
      <DeviceField {...fields} />
    </>
  );
}

interface ButtonsProps {
  answer: Answer | null;
  /** Photos are on their way. */
  waits: boolean;
  onAsks: (answer: Answer | null) => void;
}

/** Known only after a few words whether an order is needed: what was typed stays either way. */
function Buttons({ answer, waits, onAsks }: ButtonsProps) {
  return (
    <div class="spread">
      <button type="button" class="plain" onClick={() => go({ call: null }, '/console')}>
        {t('sheet.cancel')}
      </button>
      <span class="tools">
        {allowed('calls.take') && (
          <button type="button" onClick={() => onAsks(answer ? null : NO_ANSWER)}>
            {t(answer ? 'calls.back' : 'calls.no_order')}
          </button>
        )}
        <button type="submit" class="primary" disabled={waits}>
          {t(answer ? 'calls.keep' : 'form.save')}
        </button>
      </span>
    </div>
  );
}

async function take(order: NewOrder, { kind, here, receipt, photos: { ready } }: Values): Promise<void> {
  const taken = await takeOrder(order);
  if (BENCH.has(kind) && here) {
    await attempt(() => handIn(taken.id, receipt)); // where that fails, the order asks for it
    if (ready.length) await attempt(() => addPhotos(taken.id, ready));
  }
  toast.value = { text: t('form.taken', { number: taken.number }) };
  await refresh();
  go({ order: taken.id, call: null }, '/console');
}
