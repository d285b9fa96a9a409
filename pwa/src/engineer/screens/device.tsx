// The device that the visit is about, and whether it is the one that stands there.
import { useState } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { date } from '../../shared/time';
import { type Checked, compare } from '../compare';
import { value } from '../draft-edits';
import { change } from '../drafts';
import type { View } from '../model';
import { checkDevice } from '../outbox';
import { isOver, packed } from '../state';
import { Scanner } from './scan';

export function Device({ view }: { view: View }) {
  const [scanning, setScanning] = useState(false);
  const [checked, setChecked] = useState<Checked | null>(null);
  const found = (serial: string) => {
    setScanning(false);
    const seen = compare(view, packed.value.get(view.attendance_id)?.piece, serial);
    setChecked(seen);
    void checkDevice(view.attendance_id, seen.serial, seen.model, false);
  };
  return (
    <section class="card facts">
      <h2>{view.model || t('visit.device')}</h2>
      {view.serial && <code>{view.serial}</code>}
      {checked && <Verdict view={view} checked={checked} onDone={() => setChecked({ ...checked, verdict: 'same' })} />}
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

function known({ verdict, model, site }: Checked): string {
  if (verdict === 'elsewhere')
    return site ? t('device.elsewhere', { model: model ?? '', site }) : t('device.nowhere', { model: model ?? '' });
  return t(verdict === 'here' ? 'device.here' : 'device.unknown', { model: model ?? '' });
}

/** What was found is recorded already; that it is worked on is said by the engineer. The report seals the device that it then is. */
function Verdict({ view, checked, onDone }: { view: View; checked: Checked; onDone: () => void }) {
  const { serial, model, verdict } = checked;
  const workOn = async () => {
    if (!(await checkDevice(view.attendance_id, serial, model, true))) return;
    change(view.attendance_id, value('serial', serial));
    onDone();
  };
  if (verdict === 'same')
    return (
      <p class="note good" role="status">
        {t('visit.serial_matches')}
      </p>
    );
  return (
    <div class="note warn" role="status">
      <p>{t('word.two_sentences', { first: t('visit.serial_differs', { serial }), second: known(checked) })}</p>
      {!isOver(view) && (
        <button type="button" class="big" data-work-on onClick={() => void workOn()}>
          {t('device.work_on')}
        </button>
      )}
    </div>
  );
}
