// Another entry, named by searching for it; of several, in order.
import { useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { attempt } from '../app/toast';
import { type Column, listRecords, type Row } from '../data/records';

interface Props {
  column: Column;
  label: string;
  value: unknown;
  name: unknown;
  wrong: boolean;
  disabled: boolean;
  onChange: (value: unknown, name?: unknown) => void;
}

const SHOWN = 12;

export function Picker({ column, label, value, name, wrong, disabled, onChange }: Props) {
  const many = column.type === 'refs';
  const ids = (many ? (value as string[] | null) : value ? [value as string] : []) ?? [];
  const labels = (many ? (name as string[] | null) : name ? [name as string] : []) ?? [];
  const { words, found, look, close, hide } = useSearch(column.ref ?? '');
  const choose = (row: Row) => {
    close();
    if (many) onChange([...ids, row.id], [...labels, row.label]);
    else onChange(row.id, row.label);
  };
  const drop = (at: number) => {
    if (many) onChange(ids.toSpliced(at, 1), labels.toSpliced(at, 1));
    else onChange(null, null);
  };
  return (
    <div class="finder">
      <label for={`pick-${column.name}`}>{label}</label>
      {(many || ids.length === 0 || words !== null) && (
        <input
          id={`pick-${column.name}`}
          name={column.name}
          autocomplete="off"
          disabled={disabled}
          aria-invalid={wrong || undefined}
          placeholder={t('manage.find')}
          value={words ?? ''}
          onFocus={() => void look('')}
          onInput={(event) => void look(event.currentTarget.value)}
          onBlur={hide}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !found[0]) return;
            event.preventDefault();
            choose(found[0]);
          }}
        />
      )}
      {ids.length > 0 && <Picked ids={ids} labels={labels} disabled={disabled} onDrop={drop} />}
      {found.length > 0 && (
        <ul class="options">
          {found.map((row) => (
            <li key={row.id}>
              <button type="button" onMouseDown={() => choose(row)}>
                {row.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function useSearch(kind: string) {
  const [words, setWords] = useState<string | null>(null);
  const [found, setFound] = useState<Row[]>([]);
  const asked = useRef(0);
  const look = async (text: string) => {
    setWords(text);
    const mine = ++asked.current;
    const page = await attempt(() => listRecords(kind, text));
    if (mine !== asked.current) return; // the person has typed on, or chosen
    setFound((page?.rows ?? []).filter((row) => row.values.active !== false).slice(0, SHOWN));
  };
  const close = () => {
    asked.current++;
    setWords(null);
    setFound([]);
  };
  const hide = () => setTimeout(() => setFound([]), 200); // whoever presses one of them leaves the field first
  return { words, found, look, close, hide };
}

interface PickedProps {
  ids: string[];
  labels: string[];
  disabled: boolean;
  onDrop: (at: number) => void;
}

function Picked({ ids, labels, disabled, onDrop }: PickedProps) {
  return (
    <p class="picked">
      {ids.map((id, index) => (
        <span key={id} class="tag">
          {labels[index] ?? '…'}
          {!disabled && (
            <button
              type="button"
              class="plain"
              aria-label={t('manage.remove', { what: labels[index] ?? '' })}
              onClick={() => onDrop(index)}
            >
              ×
            </button>
          )}
        </span>
      ))}
    </p>
  );
}
