// The order that begins on the phone: what is wrong, with which device, and who called.
import { useRef } from 'preact/hooks';
import { FIELD_ORDER_KINDS, type WorkKind } from '../../shared/domain.gen';
import { language, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { hasWords } from '../../shared/status';
import { canBeRung } from '../field-order';
import { keepTyped, type Typed, typedEnds } from '../field-order-draft';
import type { Piece } from '../model';
import { beginOrder } from '../outbox';
import { place } from '../place';
import { go } from '../router';
import { packed } from '../state';

interface FormProps {
  piece: Piece | null;
  typed: Typed;
  onScan: () => void;
}

export function BeginForm({ piece, typed, onScan }: FormProps) {
  const contact = typed.contact_id || piece?.contacts[0]?.id || '';
  const unsaid = Object.entries(typed.elsewhere).flatMap(([name, text]) => (hasWords(text) ? [] : [name]));
  const wrong = !piece && hasWords(typed.elsewhere.contact_phone) && !canBeRung(typed.elsewhere.contact_phone);
  const missing = [...(hasWords(typed.fault) ? [] : ['fault']), ...(piece ? (contact ? [] : ['who']) : unsaid)];
  const { submit, near } = useBegin(piece, typed, contact);
  return (
    <form class="screen" onSubmit={(event) => void submit(event)}>
      <main class="report-form begin-form">
        <button type="button" class="big place" onClick={() => keepTyped({ site_id: undefined, contact_id: '' })}>
          <strong>{piece?.site ?? t('begin.elsewhere')}</strong>
          <span class="soft small">{t('begin.change')}</span>
        </button>
        <label>
          {t('begin.fault')}
          <textarea
            name="fault"
            rows={4}
            maxLength={3500}
            value={typed.fault}
            onInput={(event) => keepTyped({ fault: event.currentTarget.value })}
          />
        </label>
        {!piece && <UnknownSite typed={typed} />}
        <Choices
          legend={t('begin.kind')}
          chosen={typed.kind}
          onChoose={(kind) => keepTyped({ kind: kind as WorkKind })}
          rows={FIELD_ORDER_KINDS.map((key) => [key, td('kind', key)])}
        />
        <Devices piece={piece} typed={typed} onScan={onScan} />
        {piece && (
          <Choices
            legend={t('begin.who')}
            chosen={contact}
            onChoose={(contact_id) => keepTyped({ contact_id })}
            rows={piece.contacts.map((row) => [row.id, row.name])}
          />
        )}
      </main>
      <footer class="actions">
        {missing.length > 0 && (
          <p class="soft small" role="status">
            {t('report.needed', { what: missing.map((name) => td('begin', name)).join(' · ') })}
          </p>
        )}
        {wrong && (
          <p class="small bad-word" role="alert">
            {t('begin.not_a_number')}
          </p>
        )}
        <button type="submit" class="primary big" disabled={missing.length > 0 || wrong || !near} data-begin-now>
          {t('begin.save')}
        </button>
      </footer>
    </form>
  );
}

/** near: about where it is, for the nearest station; the address says where. The office looks at it anyhow. */
function useBegin(piece: Piece | null, typed: Typed, contact: string) {
  const near = place.value ?? [...packed.value.values()][0]?.piece ?? null;
  const beginning = useRef(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (beginning.current) return;
    beginning.current = true;
    const { kind } = typed;
    const device = piece?.devices.find((row) => row.serial === typed.serial);
    const serial = piece ? (device?.serial ?? '') : typed.serial;
    const model = device?.model ?? '';
    // A number that is not known at this place is told in words: it may be somebody else's device.
    const fault = [typed.fault.trim(), piece && !device ? typed.serial : ''].filter(Boolean).join('\n');
    const elsewhere = piece || !near ? null : { ...typed.elsewhere, lat: near.lat, lon: near.lon, language: language.value };
    const ids = { account_id: piece?.account_id ?? null, site_id: piece?.site_id ?? null, contact_id: piece ? contact : null };
    const visit = await beginOrder({ ...ids, elsewhere, kind, fault, serial, model }, piece, typedEnds());
    beginning.current = false;
    if (visit) go(`/app/visit/${visit}`, true);
  };
  return { submit, near };
}

function Devices({ piece, typed, onScan }: FormProps) {
  const choose = (serial: string) => keepTyped({ serial });
  const known = piece?.devices.some((row) => row.serial === typed.serial);
  return (
    <fieldset class="choices devices">
      <legend>{t('begin.device')}</legend>
      {piece?.devices.map((row) => (
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
function UnknownSite({ typed }: { typed: Typed }) {
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
            onInput={(event) => keepTyped({ elsewhere: { ...typed.elsewhere, [name]: event.currentTarget.value } })}
          />
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
