import { useEffect, useState } from 'preact/hooks';
import { ask, askOnce, Refusal, type Schemas } from '../../shared/api';
import { listed, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { relative } from '../../shared/time';
import { useFirstMarked } from '../marked';
import { attempt, go, toast } from '../store';
import { useTyped } from '../typed';
import { Codes } from './codes';
import type { Column, Kind } from './manage';
import { Picker } from './picker';
import { nextDay } from './times';
import { fromInput, inputType, inWords, toInput } from './value';
import { Zones } from './zones';

type Row = Schemas['Row'];
type Change = Schemas['accounts_master_store_Change'];
type Values = Record<string, unknown>;

/** One entry: what it is, changed field by field, and what it was before. */
export function Entry({ kind, id, onSaved }: { kind: Kind; id: string | null; onSaved: () => void }) {
  const [row, setRow] = useState<Row | null>(null);
  const [values, setValues] = useState<Values>(() => defaults(kind));
  const [names, setNames] = useState<Values>({});
  const [changes, setChanges] = useState<Change[]>([]);
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const load = async () => {
    if (!id) return;
    const found = await attempt(() => ask<Row>(`/api/master/${kind.name}/${id}`));
    if (!found) return go({ row: null });
    setRow(found);
    setValues(found.values);
    setNames(found.names);
    setChanges((await attempt(() => ask<Change[]>(`/api/master/${kind.name}/${id}/changes`))) ?? []);
  };
  useEffect(() => void load(), [id]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(null);
    try {
      await save(kind, row, values);
      toast.value = { text: t('manage.saved') };
      onSaved();
      if (id) await load();
      else go({ row: null });
    } catch (fault) {
      if (!(fault instanceof Refusal)) toast.value = { text: t('net.failed'), bad: true };
      else setWrong(fault);
      if (fault instanceof Refusal && fault.code === 'value_moved') await load();
    }
  };
  const form = useFirstMarked<HTMLFormElement>(wrong);
  const marked = new Set((wrong?.params.fields as string[] | undefined) ?? []);
  return (
    <aside class="detail entry">
      <header class="spread">
        <h1>{row?.label ?? t('manage.new', { what: td('entity', kind.name) })}</h1>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={() => go({ row: null })}>
          <Icon name="x" />
        </button>
      </header>
      <form ref={form} onSubmit={(event) => void submit(event)} class="fields">
        {kind.columns.map((column) => (
          <Field
            key={column.name}
            column={column}
            value={values[column.name]}
            name={names[column.name]}
            wrong={marked.has(column.name)}
            after={nextDay(column.name, values) ? t('shift.next_day') : undefined}
            disabled={!kind.may_write}
            onChange={(value, name) => {
              setValues((now) => ({ ...now, [column.name]: value }));
              if (name !== undefined) setNames((now) => ({ ...now, [column.name]: name }));
            }}
          />
        ))}
        {wrong && (
          <p class="note bad" role="alert">
            <strong>{wrong.title}</strong> {wrong.detail} {listed([...marked].map((field) => td('field', field)))}
          </p>
        )}
        {kind.may_write && (
          <button type="submit" class="primary">
            {t('manage.save')}
          </button>
        )}
      </form>
      {changes.length > 0 && <Changes kind={kind} changes={changes} />}
    </aside>
  );
}

function defaults(kind: Kind): Values {
  return Object.fromEntries(kind.columns.map((column) => [column.name, column.default ?? null]));
}

async function save(kind: Kind, row: Row | null, values: Values): Promise<void> {
  const address = `/api/master/${kind.name}`;
  if (!row) {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
    await askOnce(address, { method: 'POST', body: given });
    return;
  }
  const changed = kind.columns.filter(
    (column) => JSON.stringify(values[column.name]) !== JSON.stringify(row.values[column.name]),
  );
  const body = Object.fromEntries(
    changed.map((column) => [column.name, { was: row.values[column.name] ?? null, now: values[column.name] ?? null }]),
  );
  if (changed.length) await askOnce(`${address}/${row.id}`, { method: 'PATCH', body });
}

interface FieldProps {
  column: Column;
  value: unknown;
  name: unknown;
  wrong: boolean;
  disabled: boolean;
  /** Said behind the field's name. */
  after: string | undefined;
  onChange: (value: unknown, name?: unknown) => void;
}

function Field({ column, value, name, wrong, disabled, after, onChange }: FieldProps) {
  const longest = LONGEST[column.type] ?? 200;
  const long = typeof value === 'string' && [...value].length > longest;
  const label = `${td('field', column.name)}${column.needed ? ' *' : ''}`;
  const field = useTyped(toInput(column, value), (input) => onChange(fromInput(column, input.value)));
  const common = { name: column.name, disabled, 'aria-invalid': wrong || undefined };
  if (column.type === 'yes')
    return (
      <label class="check">
        <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        {label}
      </label>
    );
  if (column.type === 'ref' || column.type === 'refs')
    return (
      <Picker column={column} label={label} value={value} name={name} wrong={wrong} disabled={disabled} onChange={onChange} />
    );
  if (column.type === 'code' || column.type === 'codes')
    return <Codes column={column} label={label} value={value} disabled={disabled} wrong={wrong} onChange={onChange} />;
  if (column.name === 'time_zone')
    return <Zones label={label} value={String(value ?? '')} disabled={disabled} invalid={wrong} onChange={onChange} />;
  if (column.type === 'choice')
    return (
      <label>
        {label}
        <select {...common} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value)}>
          {column.choices.map((choice) => (
            <option key={choice} value={choice}>
              {inWords(column, choice)}
            </option>
          ))}
        </select>
      </label>
    );
  if (column.type === 'long')
    return (
      <label>
        {label}
        <textarea {...common} rows={3} value={toInput(column, value)} onInput={(event) => onChange(event.currentTarget.value)} />
      </label>
    );
  return (
    <label>
      <span>
        {label} {after && <span class="soft">({after})</span>}
      </span>
      <input
        {...common}
        placeholder={column.type === 'time' ? 'HH:MM' : undefined}
        {...({ type: inputType(column) } as { type: 'text' })}
        step={column.type === 'number' ? 'any' : undefined}
        required={column.needed}
        {...field}
        aria-describedby={long ? `long-${column.name}` : undefined}
      />
      {long && (
        <span id={`long-${column.name}`} class="bad-word small">
          {t('field.longest', { n: longest })}
        </span>
      )}
    </label>
  );
}

const LONGEST: Partial<Record<Column['type'], number>> = { text: 200, phone: 40, mail: 200, long: 4000 };

function Changes({ kind, changes }: { kind: Kind; changes: Change[] }) {
  const say = (change: Change, name: string, value: unknown) => {
    const column = kind.columns.find((row) => row.name === name);
    if (!column) return '–';
    if (column.type !== 'ref' && column.type !== 'refs') return inWords(column, value) || '–';
    const ids = Array.isArray(value) ? value : value ? [value] : [];
    return listed(ids.map((id) => change.names?.[String(id)] ?? '…')) || '–';
  };
  return (
    <section class="history">
      <h2>{t('manage.history')}</h2>
      <ol>
        {changes.map((change) => (
          <li key={change.at} class="change">
            <span class="soft small">
              {relative(change.at)} · {change.name ?? t('detail.system')}
            </span>
            {Object.keys(change.before).length === 0 ? (
              <p>{t('manage.made')}</p>
            ) : (
              Object.keys(change.after).map((name) => (
                <p key={name}>
                  {td('field', name)}: <s>{say(change, name, change.before[name])}</s> → {say(change, name, change.after[name])}
                </p>
              ))
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
