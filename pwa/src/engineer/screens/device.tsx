// The device that the visit is about, and whether it is the one that stands there.
import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { date } from '../../shared/time';
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
        <p key={part.number + part.name} class="part">
          <Icon name="box" />
          <span>
            {part.quantity} × {part.name}
            <span class="soft small block">{partLine(part)}</span>
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

/** How far it is, when it comes, and where it lies. */
function partLine({ status, expected_on, hands, source }: View['parts'][number]): string {
  const comes = expected_on && !hands && t('visit.expected', { date: date(expected_on) });
  return [
    td('part_step', status),
    comes,
    hands ? t('parts.in_hands', { where: hands }) : source && t('parts.from', { where: source }),
  ]
    .filter(Boolean)
    .join(' · ');
}
