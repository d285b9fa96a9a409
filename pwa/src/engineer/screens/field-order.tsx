// A customer called the engineer directly: which place it is, of those that the phone knows or finds, or another.
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { Top } from '../bar';
import { type Found, matching, places, type Typed } from '../field-order';
import { keepTyped, typedSoFar } from '../field-order-draft';
import type { Piece } from '../model';
import { packed } from '../state';
import { BeginForm } from './field-order-form';
import { PlaceSearch } from './place-search';
import { Scanner } from './scan';

/** Place, device, what is wrong. The rest the server knows, and the number comes later. */
export function Begin() {
  const known = places([...packed.value.values()].map((row) => row.piece));
  const [scanning, setScanning] = useState(false);
  const typed = typedSoFar();
  const found = typed.found?.site_id === typed.site_id ? typed.found : undefined;
  const site = found ?? known.find((row) => row.site_id === typed.site_id) ?? null;
  const scanned = (serial: string) => {
    setScanning(false);
    const there = known.find((row) => row.devices.some((device) => device.serial === serial));
    keepTyped(there ? { ...at(there, typed), serial } : { serial, words: site || typed.site_id === null ? typed.words : serial });
  };
  const chosen = site !== null || typed.site_id === null;
  return (
    <>
      <Top title={t('begin.title')} backTo="/app/" />
      {chosen ? (
        <BeginForm
          key={typed.site_id}
          place={site}
          filled={found !== undefined || typed.words !== ''}
          typed={typed}
          onScan={() => setScanning(true)}
        />
      ) : (
        <Where known={known} typed={typed} onScan={() => setScanning(true)} />
      )}
      {scanning && <Scanner onFound={scanned} onClose={() => setScanning(false)} />}
    </>
  );
}

function Where({ known, typed, onScan }: { known: Piece[]; typed: Typed; onScan: () => void }) {
  const here = matching(known, typed.words);
  return (
    <main class="report-form begin-form">
      <h2>{t('begin.where')}</h2>
      <PlaceSearch
        words={typed.words}
        here={new Set(here.map((row) => row.site_id))}
        onType={(words) => keepTyped({ words })}
        onFound={(row) => keepTyped(filledBy(row))}
      />
      <button type="button" class="big" onClick={onScan}>
        <Icon name="scan" />
        {t('begin.scan')}
      </button>
      {typed.serial && <p class="note warn">{t('begin.not_known', { serial: typed.serial })}</p>}
      <div class="stack">
        {here.map((row) => (
          <button
            key={row.site_id}
            type="button"
            class="big place"
            data-site={row.site_id}
            onClick={() => keepTyped(at(row, typed))}
          >
            <strong>{row.site}</strong>
            <span class="soft small">{row.address}</span>
          </button>
        ))}
        <button type="button" class="big place" data-elsewhere onClick={() => keepTyped({ site_id: null })}>
          <strong>{t('begin.elsewhere')}</strong>
          <span class="soft small">{t('begin.elsewhere_means')}</span>
        </button>
      </div>
    </main>
  );
}

/** All that the books say of it; whoever was looked for is the first of its contacts. */
function filledBy({ serial, model: _, ...found }: Found): Partial<Typed> {
  return { site_id: found.site_id, found, contact_id: found.contacts[0]?.id ?? '', serial };
}

/** Another place has other people, and a device belongs to one place. */
function at(piece: Piece | null, typed: Typed): Partial<Typed> {
  if (piece && piece.site_id === typed.site_id) return {};
  const sought = typed.words.toLowerCase();
  const named = piece?.devices.find((row) => sought.includes(row.serial.toLowerCase()));
  const serial = !piece || piece.devices.some((row) => row.serial === typed.serial) ? typed.serial : (named?.serial ?? '');
  return { site_id: piece?.site_id, found: undefined, contact_id: '', serial };
}
