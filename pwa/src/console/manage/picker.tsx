import { useRef, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { t } from '../../shared/i18n';
import { attempt } from '../store';
import type { Column } from './manage';

type Row = Schemas['Row'];

interface Props {
  column: Column;
  label: string;
  value: unknown;
  name: unknown;
  wrong: boolean;
  disabled: boolean;
  onChange: (value: unknown, name?: unknown) => void;
}

/** Names another entry by searching for it; of several, in order. */
export function Picker({ column, label, value, name, wrong, disabled, onChange }: Props) {
  const many = column.type === 'refs';
  const ids = (many ? (value as string[] | null) : value ? [value as string] : []) ?? [];
  const labels = (many ? (name as string[] | null) : name ? [name as string] : []) ?? [];
  const [words, setWords] = useState<string | null>(null);
  const [found, setFound] = useState<Row[]>([]);
  const asked = useRef(0);
  const look = async (text: string) => {
    setWords(text);
    const mine = ++asked.current;
    const page = await attempt(() => ask<Schemas['Page']>(`/api/master/${column.ref}?words=${encodeURIComponent(text)}`));
    if (mine !== asked.current) return; // the person has typed on, or chosen
    setFound((page?.rows ?? []).filter((row) => row.values.active !== false).slice(0, 12));
  };
  const choose = (row: Row) => {
    asked.current++;
    setWords(null);
    setFound([]);
    if (many) onChange([...ids, row.id], [...labels, row.label]);
    else onChange(row.id, row.label);
  };
  const drop = (at: number) => {
    if (many)
      onChange(
        ids.filter((_, index) => index !== at),
        labels.filter((_, index) => index !== at),
      );
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
          onBlur={() => setTimeout(() => setFound([]), 200)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !found[0]) return;
            event.preventDefault();
            choose(found[0]);
          }}
        />
      )}
      {ids.length > 0 && (
        <p class="picked">
          {ids.map((id, index) => (
            <span key={id} class="tag">
              {labels[index] ?? '…'}
              {!disabled && (
                <button
                  type="button"
                  class="plain"
                  aria-label={t('manage.remove', { what: labels[index] ?? '' })}
                  onClick={() => drop(index)}
                >
                  ×
                </button>
              )}
            </span>
          ))}
        </p>
      )}
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
