import { useRef, useState } from 'preact/hooks';
import { BEGUN_KINDS, type WorkKind } from '../../shared/domain.gen';
import { language, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { Top } from '../bar';
import { places } from '../begin';
import { withoutWords } from '../changes';
import type { Piece } from '../db';
import { begunWords, ending, keepWords } from '../drafts';
import { beginOrder } from '../outbox';
import { place } from '../place';
import { go } from '../router';
import { packed } from '../state';
import { Scanner } from './scan';

const DRAFT = 'begin'; // what is being typed, kept like a report: the phone may die while they listen
const NEW = { account_name: '', address: '', contact_name: '', contact_phone: '' };

interface Typed {
  /** Of a place of the day pack; null: another one. undefined: not chosen yet. */
  site_id?: string | null | undefined;
  fault: string;
  kind: WorkKind;
  serial: string;
  contact_id: string;
  elsewhere: typeof NEW;
}
const NOTHING: Typed = { fault: '', kind: 'repair', serial: '', contact_id: '', elsewhere: NEW };

/** A customer called the engineer directly: place, device, what is wrong. The rest the server knows, and the number comes later. */
export function Begin() {
  const known = places([...packed.value.values()].map((row) => row.piece));
  const [scanning, setScanning] = useState(false);
  const typed = { ...NOTHING, ...(begunWords(DRAFT, 'order') as Partial<Typed> | undefined) };
  const set = (change: Partial<Typed>) => keepWords(DRAFT, 'order', change);
  const site = known.find((row) => row.site_id === typed.site_id) ?? null;
  const found = (serial: string) => {
    setScanning(false);
    const there = known.find((row) => row.devices.some((device) => device.serial === serial));
    set(there ? { ...at(there, typed), serial } : { serial });
  };
  const chosen = site !== null || typed.site_id === null;
  return (
    <>
      <Top title={t('begin.title')} backTo="/app/" />
      {chosen ? (
        <Form key={typed.site_id} piece={site} typed={typed} set={set} onScan={() => setScanning(true)} />
      ) : (
        <main class="report-form begin-form">
          <h2>{t('begin.where')}</h2>
          <button type="button" class="big" onClick={() => setScanning(true)}>
            <Icon name="scan" />
            {t('begin.scan')}
          </button>
          {typed.serial && <p class="note warn">{t('begin.not_known', { serial: typed.serial })}</p>}
          <div class="stack">
            {known.map((row) => (
              <button
                key={row.site_id}
                type="button"
                class="big place"
                data-site={row.site_id}
                onClick={() => set(at(row, typed))}
              >
                <strong>{row.site}</strong>
                <span class="soft small">{row.address}</span>
              </button>
            ))}
            <button type="button" class="big place" data-elsewhere onClick={() => set({ site_id: null })}>
              <strong>{t('begin.elsewhere')}</strong>
              <span class="soft small">{t('begin.elsewhere_means')}</span>
            </button>
          </div>
        </main>
      )}
      {scanning && <Scanner onFound={found} onClose={() => setScanning(false)} />}
    </>
  );
}

/** Another place has other people, and a device belongs to one place. */
function at(piece: Piece | null, typed: Typed): Partial<Typed> {
  if (piece && piece.site_id === typed.site_id) return {};
  const serial = !piece || piece.devices.some((row) => row.serial === typed.serial) ? typed.serial : '';
  return { site_id: piece?.site_id, contact_id: '', serial };
}

interface FormProps {
  piece: Piece | null;
  typed: Typed;
  set: (change: Partial<Typed>) => void;
  onScan: () => void;
}

function Form({ piece, typed, set, onScan }: FormProps) {
  const contact = typed.contact_id || piece?.contacts[0]?.id || '';
  // About where it is, for the nearest station; the address says where. The office looks at it anyhow.
  const near = place.value ?? [...packed.value.values()][0]?.piece ?? null;
  const unsaid = Object.entries(typed.elsewhere).flatMap(([name, text]) => (text.trim() ? [] : [name]));
  const missing = [...(typed.fault.trim() ? [] : ['fault']), ...(piece ? (contact ? [] : ['who']) : unsaid)];
  const device = piece?.devices.find((row) => row.serial === typed.serial);
  const beginning = useRef(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (beginning.current) return;
    beginning.current = true;
    const { kind } = typed;
    const serial = piece ? (device?.serial ?? '') : typed.serial;
    const model = device?.model ?? '';
    // A number that is not known at this place is told in words: it may be somebody else's device.
    const fault = [typed.fault.trim(), piece && !device ? typed.serial : ''].filter(Boolean).join('\n');
    const elsewhere = piece || !near ? null : { ...typed.elsewhere, lat: near.lat, lon: near.lon, language: language.value };
    const ids = { account_id: piece?.account_id ?? null, site_id: piece?.site_id ?? null, contact_id: piece ? contact : null };
    const visit = await beginOrder(
      { ...ids, elsewhere, kind, fault, serial, model },
      piece,
      ending(DRAFT, withoutWords('order')),
    );
    beginning.current = false;
    if (visit) go(`/app/visit/${visit}`, true);
  };
  return (
    <form class="screen" onSubmit={(event) => void submit(event)}>
      <main class="report-form begin-form">
        <button type="button" class="big place" onClick={() => set({ site_id: undefined, contact_id: '' })}>
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
            onInput={(event) => set({ fault: event.currentTarget.value })}
          />
        </label>
        {!piece && <Elsewhere typed={typed} set={set} />}
        <Choices
          legend={t('begin.kind')}
          chosen={typed.kind}
          onChoose={(kind) => set({ kind: kind as WorkKind })}
          rows={BEGUN_KINDS.map((key) => [key, td('kind', key)])}
        />
        <fieldset class="choices devices">
          <legend>{t('begin.device')}</legend>
          {piece?.devices.map((row) => (
            <Choice key={row.serial} name={row.serial} chosen={typed.serial} onChoose={(serial) => set({ serial })}>
              <strong>{row.model}</strong> <code>{row.serial}</code>
            </Choice>
          ))}
          {typed.serial && !device && (
            <Choice name={typed.serial} chosen={typed.serial} onChoose={(serial) => set({ serial })}>
              <code>{typed.serial}</code>
            </Choice>
          )}
          <Choice name="" chosen={typed.serial} onChoose={(serial) => set({ serial })}>
            {t('begin.no_device')}
          </Choice>
          <button type="button" class="big" onClick={onScan}>
            <Icon name="scan" />
            {t('begin.scan')}
          </button>
        </fieldset>
        {piece && (
          <Choices
            legend={t('begin.who')}
            chosen={contact}
            onChoose={(contact_id) => set({ contact_id })}
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
        <button type="submit" class="primary big" disabled={missing.length > 0 || !near} data-begin-now>
          {t('begin.save')}
        </button>
      </footer>
    </form>
  );
}

/** What the caller says of themselves; a dispatcher looks at it as soon as it arrives. */
function Elsewhere({ typed, set }: { typed: Typed; set: (change: Partial<Typed>) => void }) {
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
            onInput={(event) => set({ elsewhere: { ...typed.elsewhere, [name]: event.currentTarget.value } })}
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
