// A new order: the caller is on the telephone. One field finds them; what is known for certain is filled in, what is new is typed.
import { useEffect, useRef } from 'preact/hooks';
import { BENCH } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { place } from '../../app/router';
import { allowed } from '../../app/session';
import { showFirst, Words } from '../../ui/marked';
import { CounterField } from './brought-fields';
import { CallFields, NO_ANSWER } from './call-fields';
import { CallerCard, useKnown, Waiting } from './caller';
import { ContactField } from './contact-field';
import { CustomerField } from './customer-field';
import { DeviceField } from './device-field';
import { type FieldProps, NEW, type Written, zone } from './order-values';
import { PlaceMap } from './place-map';
import { type Asked, askedOf, FreeTimes, usePromises } from './promised';
import { useSending } from './sending';
import { SiteField } from './site-field';
import { useCaller } from './use-caller';
import { Work } from './work-fields';
import { useWritten } from './written';

type Form = ReturnType<typeof useWritten>;

/** A telephone system sends the + of a number as it is, and an address reads that as a space. */
function rung(phone: string | null): string {
  return (phone ?? '').replace(/^ /, '+');
}

/** Nothing is shown before it is known what was typed here earlier. */
export function OrderForm() {
  const form = useWritten();
  if (!form.written) return <aside class="intake" />;
  return <Filling key={form.written.values.id} form={form} written={form.written} />;
}

function Filling({ form, written }: { form: Form; written: Written }) {
  const { values, customer, answer } = written;
  const serials = values.devices.map((row) => row.serial);
  const known = useKnown(customer, serials, values.kind);
  const levels = known.entitlement?.levels ?? [];
  const level = levels.length === 1 ? (levels[0] ?? '') : levels.includes(values.level) ? values.level : '';
  const asked = usePromises(answer || BENCH.has(values.kind) ? null : askedOf(values, customer, level));
  const { marked, wrong, send, sending } = useSending({ ...written, values: { ...values, level } }, form.done);
  const busy = sending || (!answer && values.photos.sending);
  const here = useRef<HTMLFormElement>(null);
  useEffect(() => showFirst(here.current), [marked]);
  const fields: FieldProps = { values, set: form.setValues, customer, wrong };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!busy) void send(event.shiftKey);
  };
  return (
    <form
      class="intake order-form"
      ref={here}
      noValidate
      onKeyDown={onKey}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void send(false);
      }}
    >
      <div class="intake-form">
        <h1>{t(answer ? 'calls.no_order' : 'console.new_order')}</h1>
        <Earlier form={form} />
        <Who form={form} written={written} fields={fields} />
        {!answer && <What fields={fields} />}
        {!answer && <Waiting cards={known.cards} second={written.second} onSecond={(second) => form.set({ second })} />}
        {answer ? (
          <CallFields {...fields} answer={answer} onAnswer={(said) => form.set({ answer: said })} />
        ) : (
          <Work {...fields} levels={levels} level={level} asked={asked} />
        )}
        <Words marked={marked} />
      </div>
      <div class="intake-side">
        <CallerCard known={known} />
        {!answer && !BENCH.has(values.kind) && <WhereAndWhen fields={fields} asked={asked} />}
      </div>
      <Buttons form={form} written={written} busy={busy} onAssign={() => void send(true)} />
    </form>
  );
}

function Who({ form, written, fields }: { form: Form; written: Written; fields: FieldProps }) {
  const { type, choose, recognise } = useCaller({ ...form, written });
  return (
    <>
      <CustomerField
        who={written.who}
        onType={type}
        chosen={written.customer}
        entered={!written.answer}
        wrong={fields.wrong('account_name') ?? fields.wrong('account_id')}
        start={rung(place.value.searchParams.get('phone'))}
        onChoose={choose}
        onKnown={recognise}
      />
      <ContactField {...fields} onKnown={recognise} />
    </>
  );
}

function What({ fields }: { fields: FieldProps }) {
  return (
    <>
      {BENCH.has(fields.values.kind) ? <CounterField {...fields} /> : <SiteField {...fields} />}
      <DeviceField {...fields} />
    </>
  );
}

/** Of a new place the pin comes before the times, which depend on it. */
function WhereAndWhen({ fields, asked }: { fields: FieldProps; asked: Asked | null }) {
  const isNew = !fields.customer || fields.values.site_id === NEW;
  const map = <Where key="map" {...fields} />;
  const times = <FreeTimes key="times" {...fields} asked={asked} />;
  return <>{isNew ? [map, times] : [times, map]}</>;
}

function Where({ values, set, customer }: Omit<FieldProps, 'wrong'>) {
  const site = customer?.sites.find((row) => row.id === values.site_id);
  if (site) return <PlaceMap at={site} onMove={null} />;
  if (customer && values.site_id !== NEW) return null;
  const { lat, lon } = values;
  return <PlaceMap at={lat === null || lon === null ? undefined : { lat, lon }} onMove={(at) => set(at)} />;
}

/** What was typed before, here or in another call. */
function Earlier({ form: { restored, others, anew, goOn, forget } }: { form: Form }) {
  return (
    <>
      {restored !== null && (
        <p class="note spread" role="status" data-restored>
          <span>{t('form.restored', { at: moment(restored, zone()) })}</span>
          <button type="button" class="plain" onClick={() => void anew()}>
            {t('form.start_anew')}
          </button>
        </p>
      )}
      {others.map((draft) => (
        <p key={draft.id} class="note spread" data-draft={draft.id}>
          <span>{t('form.unfinished', { who: draft.written.who || t('calls.unknown'), at: moment(draft.at, zone()) })}</span>
          <span class="tools">
            <button type="button" class="plain" onClick={() => goOn(draft)}>
              {t('form.go_on')}
            </button>
            <button type="button" class="plain" onClick={() => forget(draft)}>
              {t('form.forget')}
            </button>
          </span>
        </p>
      ))}
    </>
  );
}

interface ButtonsProps {
  form: Form;
  written: Written;
  /** It is being sent, or photos are on their way. */
  busy: boolean;
  onAssign: () => void;
}

/** Always in view. Known only after a few words whether an order is needed: what was typed stays either way. */
function Buttons({ form, written: { answer, values }, busy, onAssign }: ButtonsProps) {
  return (
    <footer class="intake-deeds">
      <button type="button" class="plain" onClick={() => void form.throwAway()}>
        {t('form.throw_away')}
      </button>
      <span class="grow" />
      {allowed('calls.take') && (
        <button type="button" onClick={() => form.set({ answer: answer ? null : NO_ANSWER })}>
          {t(answer ? 'calls.back' : 'calls.no_order')}
        </button>
      )}
      {!answer && allowed('orders.assign') && !BENCH.has(values.kind) && (
        <button type="button" disabled={busy} onClick={onAssign}>
          {t('form.save_assign')} <kbd>Ctrl ⇧ ↵</kbd>
        </button>
      )}
      <button type="submit" class="primary" disabled={busy}>
        {t(answer ? 'calls.keep' : 'form.save')} <kbd>Ctrl ↵</kbd>
      </button>
    </footer>
  );
}
