// The parts in the engineer's car: taken, used, given back, each tap a move of its own that works without network.
import { useEffect, useState } from 'preact/hooks';
import { AT_SITE, type CarMoveKind } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import type { Part } from '../asked';
import { Top } from '../bar';
import { openCatalogue } from '../catalogue';
import type { StockLine } from '../model';
import { movePart } from '../outbox';
import { openedFrom } from '../router';
import { car, views } from '../state';
import { Find } from './parts-wanted';
import { Scanner } from './scan';

export function Car() {
  useEffect(() => void openCatalogue(), []);
  const [taking, setTaking] = useState<Part | null>(null);
  const here = views.value.find((row) => AT_SITE.has(row.status) && !row.ended_at);
  const move = (kind: CarMoveKind, line: StockLine) => {
    const { number, name, serial } = line;
    void movePart(kind === 'used' ? (here?.attendance_id ?? null) : null, { kind, number, name, serial, quantity: 1 });
  };
  return (
    <>
      <Top title={t('car.title')} backTo={openedFrom()} />
      <main class="settings car">
        {car.value.length === 0 && <p class="soft">{t('car.empty')}</p>}
        {car.value.map((line) => (
          <section key={line.number + line.name + line.serial} class="card car-line" data-lies={line.number || line.name}>
            <p class="spread">
              <strong>{line.name}</strong>
              <output class={line.quantity < 0 ? 'bad-word' : ''}>{line.quantity}</output>
            </p>
            <p class="soft small">{[line.number, line.serial].filter(Boolean).join(' · ')}</p>
            <div class="pair">
              {(['used', 'given_back'] as const).map((kind) => (
                <button key={kind} type="button" class="big" data-move={kind} onClick={() => move(kind, line)}>
                  {td('action', `part_${kind}`)}
                </button>
              ))}
            </div>
          </section>
        ))}
        {here && <p class="soft small">{t('car.used_at', { site: here.site })}</p>}
        <section class="card">
          <h2>{t('car.take')}</h2>
          {taking ? <Take part={taking} onDone={() => setTaking(null)} /> : <Find onFound={setTaking} />}
        </section>
      </main>
    </>
  );
}

/** How many, or the one with its serial number. */
function Take({ part, onDone }: { part: Part; onDone: () => void }) {
  const [quantity, setQuantity] = useState(1);
  const [serial, setSerial] = useState('');
  const [scanning, setScanning] = useState(false);
  const take = async (event: SubmitEvent) => {
    event.preventDefault();
    const said = { kind: 'taken' as const, ...part, serial: serial.trim(), quantity: serial.trim() ? 1 : quantity };
    if (await movePart(null, said)) onDone();
  };
  return (
    <form onSubmit={(event) => void take(event)}>
      <strong>
        {part.name} <span class="soft">{part.number}</span>
      </strong>
      <label>
        {t('parts.quantity')}
        <input
          name="quantity"
          type="number"
          inputMode="numeric"
          min={1}
          max={999}
          value={serial.trim() ? 1 : quantity}
          disabled={Boolean(serial.trim())}
          onInput={(event) => setQuantity(Math.min(999, Math.max(1, event.currentTarget.valueAsNumber || 1)))}
        />
      </label>
      <div class="find-part">
        <label>
          {t('parts.serial')}
          <input name="serial" maxLength={200} value={serial} onInput={(event) => setSerial(event.currentTarget.value)} />
        </label>
        <button type="button" class="big" aria-label={t('scan.title')} onClick={() => setScanning(true)}>
          <Icon name="scan" />
        </button>
      </div>
      <button type="submit" class="primary big" data-move="taken">
        {td('action', 'part_taken')}
      </button>
      <button type="button" class="plain big" onClick={onDone}>
        {t('sheet.cancel')}
      </button>
      {scanning && (
        <Scanner
          onFound={(code) => {
            setSerial(code);
            setScanning(false);
          }}
          onClose={() => setScanning(false)}
        />
      )}
    </form>
  );
}
