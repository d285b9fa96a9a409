// The device that the visit is about, and whether it is the one that stands there.
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import type { View } from '../model';
import { Scanner } from './scan';

export function Device({ view }: { view: View }) {
  const [scanning, setScanning] = useState(false);
  const [scanned, setScanned] = useState<string | null>(null);
  const found = (serial: string) => {
    setScanned(serial);
    setScanning(false);
  };
  return (
    <section class="card facts">
      <h2>{view.model || t('visit.device')}</h2>
      {view.serial && <code>{view.serial}</code>}
      {scanned && (
        <p class={`note ${scanned === view.serial ? 'good' : 'warn'}`} role="status">
          {scanned === view.serial ? t('visit.serial_matches') : t('visit.serial_differs', { serial: scanned })}
        </p>
      )}
      {view.parts.map((part) => (
        <p key={part.number} class="part">
          <Icon name="box" />
          <span>
            {part.quantity} × {part.name}
            {part.expected_on && <span class="soft small"> · {t('visit.expected', { date: part.expected_on })}</span>}
          </span>
        </p>
      ))}
      <button type="button" class="big" onClick={() => setScanning(true)}>
        <Icon name="scan" />
        {t('visit.scan')}
      </button>
      {scanning && <Scanner onFound={found} onClose={() => setScanning(false)} />}
    </section>
  );
}
