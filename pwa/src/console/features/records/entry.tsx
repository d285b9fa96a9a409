// One entry of the master data: what it is, changed field by field, and what it was before.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { go } from '../../app/router';
import { attempt, sayDone } from '../../app/toast';
import {
  addRecord,
  type Change,
  changeRecord,
  changesOf,
  type Kind,
  type Row,
  readRecord,
  withdrawChange,
} from '../../data/records';
import { Refused, useRefused } from '../../ui/marked';
import { Changes } from './changes';
import { EntryField } from './field';
import { nextDay } from './times';
import { titleOf } from './value';

type Values = Record<string, unknown>;

export function Entry({ kind, id, onSaved }: { kind: Kind; id: string | null; onSaved: () => void }) {
  const { row, changes, values, names, set, load } = useEntry(kind, id);
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = await attend(async () => {
      const changed = await save(kind, row, values);
      const show = async () => {
        onSaved();
        return load();
      };
      const newest = await show();
      sayDone(t('manage.saved'), changed && id ? newest?.undo_until : null, () => withdrawChange(kind.name, id ?? ''), show);
      if (!id) go({ row: null });
    });
    if (code === 'value_moved') await load();
  };
  const loaded = id === null || row !== null; // what is pressed before would be overwritten
  return (
    <aside class="detail entry">
      <header class="spread">
        <h1>{row ? titleOf(kind.columns, row) : t('manage.new', { what: td('entity', kind.name) })}</h1>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={() => go({ row: null })}>
          <Icon name="x" />
        </button>
      </header>
      <form ref={form} onSubmit={(event) => void submit(event)} class="fields">
        {(loaded ? kind.columns : []).map((column) => (
          <EntryField
            key={column.name}
            column={column}
            value={values[column.name]}
            name={names[column.name]}
            wrong={fields.has(column.name)}
            after={nextDay(column.name, values) ? t('shift.next_day') : undefined}
            disabled={!kind.may_write}
            onChange={(value, name) => set(column.name, value, name)}
          />
        ))}
        <Refused refused={refused} fields={fields} />
        {kind.may_write && loaded && (
          <button type="submit" class="primary">
            {t('manage.save')}
          </button>
        )}
      </form>
      {changes.length > 0 && <Changes kind={kind} changes={changes} />}
    </aside>
  );
}

/** As the server has it, and as it stands in the fields; one that is gone closes. */
function useEntry(kind: Kind, id: string | null) {
  const [row, setRow] = useState<Row | null>(null);
  const [values, setValues] = useState<Values>(() => defaults(kind));
  const [names, setNames] = useState<Values>({});
  const [changes, setChanges] = useState<Change[]>([]);
  const load = async (): Promise<Change | undefined> => {
    if (!id) return;
    const found = await attempt(() => readRecord(kind.name, id));
    if (!found) {
      go({ row: null });
      return;
    }
    setRow(found);
    setValues(found.values);
    setNames(found.names);
    const told = (await attempt(() => changesOf(kind.name, id))) ?? [];
    setChanges(told);
    return told[0];
  };
  useEffect(() => void load(), [id]);
  const set = (field: string, value: unknown, name: unknown) => {
    setValues((now) => ({ ...now, [field]: value }));
    if (name !== undefined) setNames((now) => ({ ...now, [field]: name }));
  };
  return { row, changes, values, names, set, load };
}

function defaults(kind: Kind): Values {
  return Object.fromEntries(kind.columns.map((column) => [column.name, column.default ?? null]));
}

/** Whether anything was to be changed. */
async function save(kind: Kind, row: Row | null, values: Values): Promise<boolean> {
  if (!row) {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
    await addRecord(kind.name, given);
    return true;
  }
  const changed = kind.columns.filter(
    (column) => JSON.stringify(values[column.name]) !== JSON.stringify(row.values[column.name]),
  );
  const body = Object.fromEntries(
    changed.map((column) => [column.name, { was: row.values[column.name] ?? null, now: values[column.name] ?? null }]),
  );
  if (changed.length) await changeRecord(kind.name, row.id, body);
  return changed.length > 0;
}
