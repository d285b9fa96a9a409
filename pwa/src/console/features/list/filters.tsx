// The filters of the list, as chips: each opens its values, and says which are chosen.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Key, t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { date } from '../../../shared/time';
import { go, LIST } from '../../app/router';
import { dates, ended, FACETS, type Facet, facets, narrowed, put, toggle, widen } from './address';
import { optionsOf } from './shown';

const NAMES: Record<Facet, Key> = {
  status: 'list.status',
  mark: 'list.marks',
  engineer: 'field.engineer_id',
  stations: 'field.station_id',
  level: 'field.level',
  kind: 'field.kind',
  skill: 'field.skill',
  customer: 'field.account',
};
const MANY = 10; // values from which on they can be searched
const SHOWN = 60;

export function Filters() {
  return (
    <div class="list-filters" role="group" aria-label={t('list.filters')}>
      {FACETS.map((name) => (
        <FacetChip key={name} name={name} />
      ))}
      <DateChip />
      <button
        type="button"
        class="pill"
        data-ended
        aria-pressed={ended.value}
        onClick={() => go({ ended: ended.value ? null : '1' }, LIST)}
      >
        {t('list.ended')}
      </button>
      {narrowed.value && (
        <button type="button" class="plain" data-widen onClick={widen}>
          {t('list.widen')}
        </button>
      )}
    </div>
  );
}

/** A press elsewhere, or Escape, shuts what is open. */
function shut(event: FocusEvent | KeyboardEvent): void {
  const chip = event.currentTarget as HTMLDetailsElement;
  if (event instanceof KeyboardEvent) {
    if (event.key !== 'Escape' || !chip.open) return;
    event.stopPropagation();
    chip.querySelector('summary')?.focus();
  } else if (chip.contains(event.relatedTarget as Node | null)) return;
  chip.open = false;
}

interface ChipProps {
  facet: Facet | 'dates';
  label: string;
  /** What is chosen, in words; nothing: all. */
  said: string;
  onDrop: () => void;
  onToggle?: (open: boolean) => void;
  children: ComponentChildren;
}

function Chip({ facet, label, said, onDrop, onToggle, children }: ChipProps) {
  return (
    <span class={`facet ${said ? 'on' : ''}`}>
      <details
        name="facet"
        data-facet={facet}
        onToggle={(event) => onToggle?.(event.currentTarget.open)}
        onFocusOut={shut}
        onKeyDown={shut}
      >
        <summary>{said ? `${label}: ${said}` : label}</summary>
        {children}
      </details>
      {said && <Drop label={label} onDrop={onDrop} />}
    </span>
  );
}

function FacetChip({ name }: { name: Facet }) {
  const [open, setOpen] = useState(false);
  const chosen = facets.value[name];
  const options = open || chosen.size ? optionsOf(name) : [];
  const called = options.filter((row) => chosen.has(row.key)).map((row) => row.name);
  const said = called.length > 2 ? t('list.several', { n: called.length }) : called.join(t('list.or'));
  return (
    <Chip facet={name} label={t(NAMES[name])} said={said} onDrop={() => put(name, [])} onToggle={setOpen}>
      {open && <Values name={name} options={options} />}
    </Chip>
  );
}

function Drop({ label, onDrop }: { label: string; onDrop: () => void }) {
  return (
    <button type="button" class="plain drop" aria-label={t('list.drop', { name: label })} onClick={onDrop}>
      <Icon name="x" />
    </button>
  );
}

function Values({ name, options }: { name: Facet; options: ReturnType<typeof optionsOf> }) {
  const [typed, setTyped] = useState('');
  const fitting = options.filter((row) => row.name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <div class="facet-values" tabIndex={-1}>
      {options.length > MANY && (
        <input
          type="search"
          aria-label={t('list.find_value')}
          placeholder={t('list.find_value')}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {fitting.slice(0, SHOWN).map((row) => (
        <label key={row.key} class="check">
          <input
            type="checkbox"
            data-value={row.key}
            checked={facets.value[name].has(row.key)}
            onChange={() => toggle(name, row.key)}
          />
          <span class="grow">{row.name}</span>
          <span class="soft small">{row.count}</span>
        </label>
      ))}
      {fitting.length === 0 && <p class="soft small">{t('list.no_value')}</p>}
    </div>
  );
}

function DateChip() {
  const { from, to } = dates.value;
  const one = from ? `${t('list.from')} ${date(from)}` : to ? `${t('list.to')} ${date(to)}` : '';
  const said = from && to ? (from === to ? date(from) : `${date(from)} – ${date(to)}`) : one;
  const field = (name: 'from' | 'to') => (
    <label>
      {td('list', name)}
      <input
        type="date"
        name={name}
        value={dates.value[name]}
        onChange={(event) => go({ [name]: event.currentTarget.value || null }, LIST)}
      />
    </label>
  );
  return (
    <Chip facet="dates" label={t('list.dates')} said={said} onDrop={() => go({ from: null, to: null }, LIST)}>
      <div class="facet-values" tabIndex={-1}>
        {field('from')}
        {field('to')}
      </div>
    </Chip>
  );
}
