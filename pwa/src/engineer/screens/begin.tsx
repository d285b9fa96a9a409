import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { Top } from '../bar';
import { places } from '../begin';
import type { Piece } from '../db';
import { beginOrder } from '../outbox';
import { go } from '../router';
import { packed } from '../state';
import { Scanner } from './scan';

const KINDS = ['repair', 'diagnosis', 'inspection', 'installation', 'customer_visit'];

/** A customer called the engineer himself: place, device, what is wrong. The rest the server knows, and the number comes later. */
export function Begin() {
  const known = places([...packed.value.values()].map((row) => row.piece));
  const [site, setSite] = useState<Piece | null>(null);
  const [scanning, setScanning] = useState(false);
  const [serial, setSerial] = useState('');
  const found = (scanned: string) => {
    setScanning(false);
    setSerial(scanned);
    setSite(known.find((row) => row.devices.some((device) => device.serial === scanned)) ?? site);
  };
  return (
    <>
      <Top title={t('begin.title')} backTo="/app/" />
      <main class="report-form begin-form">
        {site ? (
          <Form key={site.site_id + serial} piece={site} scanned={serial} onBack={() => setSite(null)} />
        ) : (
          <section class="card">
            <h2>{t('begin.where')}</h2>
            <button type="button" class="big" onClick={() => setScanning(true)}>
              <Icon name="scan" />
              {t('visit.scan')}
            </button>
            {serial && <p class="note warn">{t('begin.not_known', { serial })}</p>}
            <div class="stack">
              {known.map((row) => (
                <button key={row.site_id} type="button" class="big place" data-site={row.site_id} onClick={() => setSite(row)}>
                  <strong>{row.site}</strong>
                  <span class="soft small">
                    {row.account} · {row.address}
                  </span>
                </button>
              ))}
            </div>
            <p class="soft small">{t('begin.others')}</p>
          </section>
        )}
        {scanning && <Scanner onFound={found} onClose={() => setScanning(false)} />}
      </main>
    </>
  );
}

function Form({ piece, scanned, onBack }: { piece: Piece; scanned: string; onBack: () => void }) {
  const [serial, setSerial] = useState(piece.devices.some((row) => row.serial === scanned) ? scanned : '');
  const [contact, setContact] = useState(piece.contacts[0]?.id ?? '');
  const [kind, setKind] = useState('repair');
  const [fault, setFault] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const { account_id, site_id } = piece;
    const model = piece.devices.find((row) => row.serial === serial)?.model ?? '';
    const begun = { account_id, site_id, contact_id: contact, kind, fault: fault.trim(), serial, model };
    const visit = await beginOrder(begun, piece);
    if (visit) go(`/app/visit/${visit}`, true);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <section class="card">
        <button type="button" class="big place" onClick={onBack}>
          <strong>{piece.site}</strong>
          <span class="soft small">{t('begin.change')}</span>
        </button>
        <label>
          {t('begin.fault')}
          <textarea
            name="fault"
            rows={4}
            maxLength={4000}
            value={fault}
            onInput={(event) => setFault(event.currentTarget.value)}
          />
        </label>
        <Choices legend={t('begin.kind')} chosen={kind} onChoose={setKind} rows={KINDS.map((key) => [key, td('kind', key)])} />
        <Choices
          legend={t('begin.device')}
          chosen={serial}
          onChoose={setSerial}
          rows={[
            ...piece.devices.map((row): [string, string] => [row.serial, `${row.model} ${row.serial}`]),
            ['', t('begin.no_device')],
          ]}
        />
        <Choices
          legend={t('begin.who')}
          chosen={contact}
          onChoose={setContact}
          rows={piece.contacts.map((row) => [row.id, row.name])}
        />
      </section>
      <button type="submit" class="primary big" disabled={!fault.trim() || !contact} data-begin-now>
        {t('begin.save')}
      </button>
    </form>
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
        <button
          key={key}
          type="button"
          class={key === chosen ? 'chosen' : ''}
          aria-pressed={key === chosen}
          data-choose={key}
          onClick={() => onChoose(key)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
