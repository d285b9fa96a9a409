// Parts that went in and came out, line by line.
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { length, NAME, PARTS } from '../bounds';
import { type Change, named, part, withoutPart } from '../draft-edits';
import { change } from '../drafts';
import type { Draft, PartLine } from '../model';
import { Scanner } from './scan';
import { TooLong } from './too-long';

export function Parts({ draft }: { draft: Draft }) {
  const make = (made: Change) => change(draft.attendance_id, made);
  return (
    <section>
      <h2>{t('report.parts')}</h2>
      {named(draft.parts).map((row) => (
        <Part key={row.id} row={row} onEdit={(fields) => make(part(row.id, fields))} onRemove={() => make(withoutPart(row.id))} />
      ))}
      <button type="button" class="big" disabled={draft.parts.length >= PARTS} onClick={() => make(part(uuid(), {}))}>
        <Icon name="plus" />
        {t('report.add_part')}
      </button>
    </section>
  );
}

interface PartProps {
  row: PartLine;
  onEdit: (fields: Partial<PartLine>) => void;
  onRemove: () => void;
}

const MOST_OF_ONE = 999;

/** One piece is what a line says that says nothing. */
function counted(typed: number): number | undefined {
  const whole = Math.min(MOST_OF_ONE, Math.trunc(typed));
  return whole > 1 ? whole : undefined;
}

function Part({ row, onEdit, onRemove }: PartProps) {
  return (
    <div class="part-line card">
      <div class="choices">
        {(['in', 'out'] as const).map((direction) => (
          <button
            key={direction}
            type="button"
            class={row.direction === direction ? 'chosen' : ''}
            aria-pressed={row.direction === direction}
            onClick={() => onEdit({ direction })}
          >
            {t(`report.part_${direction}`)}
          </button>
        ))}
      </div>
      {(['name', 'number', 'serial'] as const).map((field) => (
        <Fragment key={field}>
          <PartField row={row} field={field} onEdit={onEdit} />
          <TooLong text={row[field]} most={NAME} />
        </Fragment>
      ))}
      <label>
        {t('parts.quantity')}
        <input
          name="part_quantity"
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_OF_ONE}
          value={row.quantity ?? 1}
          onInput={(event) => onEdit({ quantity: counted(event.currentTarget.valueAsNumber) })}
        />
      </label>
      <button type="button" class="plain danger" onClick={onRemove}>
        {t('report.remove')}
      </button>
    </div>
  );
}

interface FieldProps {
  row: PartLine;
  field: 'name' | 'number' | 'serial';
  onEdit: (fields: Partial<PartLine>) => void;
}

/** A serial number is read by the camera too. */
function PartField({ row, field, onEdit }: FieldProps) {
  const [scanning, setScanning] = useState(false);
  const scanned = (serial: string) => {
    setScanning(false);
    onEdit({ serial });
  };
  return (
    <>
      <div class="find-part">
        <label>
          {t(`report.part_${field}`)}
          <input
            aria-label={t(`report.part_${field}`)}
            value={row[field]}
            aria-invalid={length(row[field]) > NAME}
            onInput={(event) => onEdit({ [field]: event.currentTarget.value })}
          />
        </label>
        {field === 'serial' && (
          <button type="button" class="big" aria-label={t('scan.title')} onClick={() => setScanning(true)}>
            <Icon name="scan" />
          </button>
        )}
      </div>
      {scanning && <Scanner onFound={scanned} onClose={() => setScanning(false)} />}
    </>
  );
}
