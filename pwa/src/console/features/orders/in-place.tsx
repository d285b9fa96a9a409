// One thing that is known of an order, put right where it stands.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FINISHED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { allowed } from '../../app/session';
import { onEscape } from '../../ui/on-escape';
import { EditOrder, type FieldName } from './edit-order';
import type { Line } from './line';

interface Props {
  line: Line;
  name: FieldName;
  children: ComponentChildren;
}

export function InPlace({ line, name, children }: Props) {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const here = useRef<HTMLFieldSetElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (editing)
      here.current?.focus(); // until its field is there: a key is meant for it
    else if (was.current) pencil.current?.focus();
    was.current = editing;
  }, [editing]);
  if (editing)
    return (
      <fieldset ref={here} class="plain-group" tabIndex={-1} onKeyDown={onEscape(() => setEditing(false))}>
        <EditOrder order={line.id} only={name} onDone={() => setEditing(false)} />
      </fieldset>
    );
  return (
    <span class="in-place">
      <span>{children}</span>
      {allowed('orders.edit') && !FINISHED.has(line.status) && (
        <button
          ref={pencil}
          type="button"
          class="plain pencil"
          aria-label={t('edit.field', { field: td('field', name) })}
          data-edit-field={name}
          onClick={() => setEditing(true)}
        >
          <Icon name="pencil" />
        </button>
      )}
    </span>
  );
}
