// Parts that went in and came out, line by line.
import { Fragment } from 'preact';
import { v7 as uuid } from 'uuid';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { length, NAME, PARTS } from '../bounds';
import { type Change, named, part, withoutPart } from '../draft-edits';
import { change } from '../drafts';
import type { Draft, PartLine } from '../model';
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
          <input
            aria-label={t(`report.part_${field}`)}
            placeholder={t(`report.part_${field}`)}
            value={row[field]}
            aria-invalid={length(row[field]) > NAME}
            onInput={(event) => onEdit({ [field]: event.currentTarget.value })}
          />
          <TooLong text={row[field]} most={NAME} />
        </Fragment>
      ))}
      <button type="button" class="plain danger" onClick={onRemove}>
        {t('report.remove')}
      </button>
    </div>
  );
}
