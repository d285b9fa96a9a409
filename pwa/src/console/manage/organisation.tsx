import { useEffect, useState } from 'preact/hooks';
import { ask, askOnce, Refusal, type Schemas } from '../../shared/api';
import { language, listed, t, td } from '../../shared/i18n';
import { countriesIn } from '../countries';
import { hold } from '../leave';
import { useFirstMarked } from '../marked';
import { allowed, attempt, toast } from '../store';
import { Zones } from './zones';

type Found = Schemas['Organisation'];
type Identity = Schemas['Identity'];

const saidOf = ({ name, time_zone, country }: Found): Identity => ({ name, time_zone, country: country ?? null });

/** What the organisation is called, and where it is: each field says what it decides. */
export function Organisation() {
  const [found, setFound] = useState<Found | null>(null);
  const load = async () => setFound((await attempt(() => ask<Found>('/api/organisation'))) ?? null);
  useEffect(() => void load(), []);
  return (
    <main class="page">
      <h1>{td('entity', 'organisation')}</h1>
      {found && <Form key={JSON.stringify(saidOf(found))} found={found} onChanged={load} />}
    </main>
  );
}

function Form({ found, onChanged }: { found: Found; onChanged: () => Promise<void> }) {
  const was = saidOf(found);
  const [said, setSaid] = useState(was);
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const may = allowed('organisation.write');
  const changed = JSON.stringify(said) !== JSON.stringify(was);
  useEffect(() => (changed ? hold() : undefined), [changed]);
  const set = (change: Partial<Identity>) => setSaid({ ...said, ...change });
  const form = useFirstMarked<HTMLFormElement>(wrong);
  const marked = new Set((wrong?.params.fields as string[] | undefined) ?? []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(null);
    try {
      await askOnce('/api/organisation', { method: 'PUT', body: { was, wanted: said } });
      const country = (said.country ?? null) !== was.country || said.time_zone !== was.time_zone;
      toast.value = { text: t(country ? 'organisation.saved' : 'manage.saved') };
      await onChanged();
    } catch (fault) {
      if (!(fault instanceof Refusal)) toast.value = { text: t('net.failed'), bad: true };
      else setWrong(fault);
      if (fault instanceof Refusal && fault.code === 'value_moved') await onChanged();
    }
  };
  return (
    <form ref={form} class="fields organisation" onSubmit={(event) => void submit(event)}>
      <div>
        <label>
          {t('field.name')}
          <input
            name="name"
            required
            maxLength={200}
            disabled={!may}
            aria-invalid={marked.has('name') || undefined}
            value={said.name}
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
        </label>
        <p class="soft small">{t('organisation.name')}</p>
      </div>
      <div>
        <Countries found={found} value={said.country ?? ''} disabled={!may} invalid={marked.has('country')} onChange={set} />
        <p class="soft small">{t('organisation.country')}</p>
      </div>
      <div>
        <Zones
          label={t('field.time_zone')}
          value={said.time_zone}
          disabled={!may}
          invalid={marked.has('time_zone')}
          onChange={(time_zone) => set({ time_zone })}
        />
        <p class="soft small">{t('organisation.time_zone')}</p>
      </div>
      {wrong && (
        <p class="note bad" role="alert">
          <strong>{wrong.title}</strong> {wrong.detail} {listed([...marked].map((field) => td('field', field)))}
        </p>
      )}
      {may && (
        <button type="submit" class="primary" disabled={!changed}>
          {t('manage.save')}
        </button>
      )}
    </form>
  );
}

interface CountriesProps {
  found: Found;
  value: string;
  disabled: boolean;
  invalid: boolean;
  onChange: (change: Partial<Identity>) => void;
}

function Countries({ found, value, disabled, invalid, onChange }: CountriesProps) {
  const names = new Intl.DisplayNames([language.value], { type: 'region' });
  const called = (code: string) => names.of(code) ?? code;
  const supposed = found.country ? t('organisation.by_zone') : t('organisation.supposed', { country: supposedIn(found, called) });
  return (
    <label>
      {t('field.country')}
      <select
        name="country"
        value={value}
        disabled={disabled}
        aria-invalid={invalid || undefined}
        onChange={(event) => onChange({ country: event.currentTarget.value || null })}
      >
        <option value="">{supposed}</option>
        {countriesIn(language.value, found.countries).map((each) => (
          <option key={each.code} value={each.code}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

const supposedIn = (found: Found, called: (code: string) => string) =>
  found.telephones_in ? called(found.telephones_in) : t('organisation.none');
