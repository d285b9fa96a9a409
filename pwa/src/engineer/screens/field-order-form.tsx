// The order that begins on the phone: what is wrong, with which device, and who called.
import { useRef, useState } from 'preact/hooks';
import { FIELD_ORDER_KINDS, type WorkKind } from '../../shared/domain.gen';
import { language, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { type Known, LONGEST_SERIAL, type Typed, type Wrong, wrongIn } from '../field-order';
import { keepTyped, typedEnds } from '../field-order-draft';
import { beginOrder } from '../outbox';
import { place } from '../place';
import { go } from '../router';
import { packed } from '../state';

interface FormProps {
  place: Known | null;
  typed: Typed;
  onScan: () => void;
}

type Says = (name: string) => Wrong | undefined;

/** filled: place, contact and device come from the books, and the engineer is told so. */
export function BeginForm({ place: site, typed, filled, onScan }: FormProps & { filled: boolean }) {
  const contact = typed.contact_id || site?.contacts[0]?.id || '';
  const { form, says, leave, submit, near } = useBegin(site, typed, contact);
  return (
    <form class="screen" ref={form} noValidate onFocusOut={leave} onSubmit={(event) => void submit(event)}>
      <main class="report-form begin-form">
        <button type="button" class="big place" onClick={() => keepTyped({ site_id: undefined, contact_id: '' })}>
          <strong>{site?.site ?? t('begin.elsewhere')}</strong>
          <span class="soft small">{t('begin.change')}</span>
        </button>
        {site && filled && <Filled site={site} typed={typed} contact={contact} />}
        <label>
          {t('begin.fault')}
          <textarea
            name="fault"
            rows={4}
            maxLength={3500}
            value={typed.fault}
            aria-invalid={says('fault') !== undefined}
            onInput={(event) => keepTyped({ fault: event.currentTarget.value })}
          />
          <Said wrong={says('fault')} />
        </label>
        {!site && <UnknownSite typed={typed} says={says} />}
        <Choices
          legend={t('begin.kind')}
          chosen={typed.kind}
          onChoose={(kind) => keepTyped({ kind: kind as WorkKind })}
          rows={FIELD_ORDER_KINDS.map((key) => [key, td('kind', key)])}
        />
        <Devices place={site} typed={typed} onScan={onScan} />
        <Said wrong={says('serial')} />
        {site && (
          <Choices
            legend={t('begin.who')}
            chosen={contact}
            onChoose={(contact_id) => keepTyped({ contact_id })}
            rows={site.contacts.map((row) => [row.id, row.name])}
          />
        )}
        <Said wrong={says('contact')} />
      </main>
      <footer class="actions">
        <p class="soft small" role="status">
          {t(near ? 'begin.by_when' : 'begin.no_place_yet')}
        </p>
        <button type="submit" class="primary big" disabled={!near} data-begin-now>
          {t('begin.save')}
        </button>
      </footer>
    </form>
  );
}

function Filled({ site, typed, contact }: { site: Known; typed: Typed; contact: string }) {
  const who = site.contacts.find((row) => row.id === contact)?.name;
  const what = [site.account, site.site, who, typed.serial].filter(Boolean).join(' · ');
  return (
    <p class="note" role="status" data-filled>
      {t('begin.filled', { what })}
    </p>
  );
}

/** What is wrong with a field, below it. */
function Said({ wrong }: { wrong: Wrong | undefined }) {
  if (!wrong) return null;
  return (
    <span class="bad-word small" role="alert" data-wrong={wrong}>
      {wrong === 'long' ? t('field.longest', { n: LONGEST_SERIAL }) : td('begin', wrong)}
    </span>
  );
}

/** A field says what is wrong with it once it was left, and all do when the order is to begin. */
function useBegin(site: Known | null, typed: Typed, contact: string) {
  const form = useRef<HTMLFormElement>(null);
  const [left, setLeft] = useState<ReadonlySet<string> | 'all'>(new Set<string>());
  const beginning = useRef(false);
  // About where it is, for the nearest station; the address says where. The office looks at it anyhow.
  const near = site ?? place.value ?? [...packed.value.values()][0]?.piece ?? null;
  const wrong = wrongIn(site, typed, contact);
  const says: Says = (name) => (left === 'all' || left.has(name) ? wrong.get(name) : undefined);
  const leave = ({ target }: FocusEvent) => {
    const name = (target as HTMLInputElement).name;
    const typed_ = (target as HTMLInputElement).value;
    if (name && typed_ && left !== 'all') setLeft(new Set([...left, name]));
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const [first] = wrong.keys();
    if (first) {
      setLeft('all');
      form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
      return;
    }
    if (beginning.current) return;
    beginning.current = true;
    const visit = await beginOrder(orderOf(site, typed, contact, near), site, typedEnds());
    beginning.current = false;
    if (visit) go(`/app/visit/${visit}`, true);
  };
  return { form, says, leave, submit, near };
}

function orderOf(site: Known | null, typed: Typed, contact: string, near: { lat: number; lon: number } | null) {
  const { kind } = typed;
  const device = site?.devices.find((row) => row.serial === typed.serial);
  const serial = site ? (device?.serial ?? '') : typed.serial;
  const model = device?.model ?? '';
  // A number that is not known at this place is told in words: it may be somebody else's device.
  const fault = [typed.fault.trim(), site && !device ? typed.serial : ''].filter(Boolean).join('\n');
  const elsewhere = site || !near ? null : { ...typed.elsewhere, lat: near.lat, lon: near.lon, language: language.value };
  const ids = { account_id: site?.account_id ?? null, site_id: site?.site_id ?? null, contact_id: site ? contact : null };
  return { ...ids, elsewhere, kind, fault, serial, model };
}

function Devices({ place: site, typed, onScan }: FormProps) {
  const choose = (serial: string) => keepTyped({ serial });
  const known = site?.devices.some((row) => row.serial === typed.serial);
  return (
    <fieldset class="choices devices">
      <legend>{t('begin.device')}</legend>
      {site?.devices.map((row) => (
        <Choice key={row.serial} name={row.serial} chosen={typed.serial} onChoose={choose}>
          <strong>{row.model}</strong> <code>{row.serial}</code>
        </Choice>
      ))}
      {typed.serial && !known && (
        <Choice name={typed.serial} chosen={typed.serial} onChoose={choose}>
          <code>{typed.serial}</code>
        </Choice>
      )}
      <Choice name="" chosen={typed.serial} onChoose={choose}>
        {t('begin.no_device')}
      </Choice>
      <button type="button" class="big" onClick={onScan}>
        <Icon name="scan" />
        {t('begin.scan')}
      </button>
    </fieldset>
  );
}

/** What the caller says of themselves; a dispatcher looks at it as soon as it arrives. */
function UnknownSite({ typed, says }: { typed: Typed; says: Says }) {
  const fields = [
    ['account_name', 'text'],
    ['address', 'text'],
    ['contact_name', 'text'],
    ['contact_phone', 'tel'],
  ] as const;
  return (
    <>
      {fields.map(([name, mode]) => (
        <label key={name}>
          {td('begin', name)}
          <input
            name={name}
            inputMode={mode}
            maxLength={mode === 'tel' ? 40 : 200}
            value={typed.elsewhere[name]}
            aria-invalid={says(name) !== undefined}
            onInput={(event) => keepTyped({ elsewhere: { ...typed.elsewhere, [name]: event.currentTarget.value } })}
          />
          <Said wrong={says(name)} />
        </label>
      ))}
    </>
  );
}

interface ChoicesProps {
  legend: string;
  chosen: string;
  rows: [string, string][];
  onChoose: (key: string) => void;
}

function Choices({ legend, chosen, rows, onChoose }: ChoicesProps) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {rows.map(([key, text]) => (
        <Choice key={key} name={key} chosen={chosen} onChoose={onChoose}>
          {text}
        </Choice>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  name: string;
  chosen: string;
  onChoose: (key: string) => void;
  children: preact.ComponentChildren;
}

function Choice({ name, chosen, onChoose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      class={name === chosen ? 'chosen' : ''}
      aria-pressed={name === chosen}
      data-choose={name}
      onClick={() => onChoose(name)}
    >
      {children}
    </button>
  );
}
