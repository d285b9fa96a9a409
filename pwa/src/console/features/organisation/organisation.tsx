// What the organisation is called, and where it is: each field says what it decides.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { language, t, td } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { readOrganisation, writeOrganisation } from '../../data/organisation';
import { countriesIn } from '../../ui/countries';
import { Refused, useRefused } from '../../ui/marked';
import { Zones } from '../../ui/zones';

type Found = Schemas['Organisation'];
type Identity = Schemas['Identity'];

const saidOf = ({ name, time_zone, country }: Found): Identity => ({ name, time_zone, country: country ?? null });

export function Organisation() {
  const [found, setFound] = useState<Found | null>(null);
  const load = async () => setFound((await attempt(readOrganisation)) ?? null);
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
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const may = allowed('organisation.write');
  const changed = JSON.stringify(said) !== JSON.stringify(was);
  useEffect(() => (changed ? hold() : undefined), [changed]);
  const set = (change: Partial<Identity>) => setSaid({ ...said, ...change });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = await attend(async () => {
      await writeOrganisation(was, said);
      const country = (said.country ?? null) !== was.country || said.time_zone !== was.time_zone;
      toast.value = { text: t(country ? 'organisation.saved' : 'manage.saved') };
      await onChanged();
    });
    if (code === 'value_moved') await onChanged();
  };
  const common = { disabled: !may, onChange: set };
  return (
    <form ref={form} class="fields organisation" onSubmit={(event) => void submit(event)}>
      <div>
        <Name value={said.name} invalid={fields.has('name')} {...common} />
        <p class="soft small">{t('organisation.name')}</p>
      </div>
      <div>
        <Countries found={found} value={said.country ?? ''} invalid={fields.has('country')} {...common} />
        <p class="soft small">{t('organisation.country')}</p>
      </div>
      <div>
        <Zones
          label={t('field.time_zone')}
          value={said.time_zone}
          disabled={!may}
          invalid={fields.has('time_zone')}
          onChange={(time_zone) => set({ time_zone })}
        />
        <p class="soft small">{t('organisation.time_zone')}</p>
      </div>
      <Refused refused={refused} fields={fields} />
      {may && (
        <button type="submit" class="primary" disabled={!changed}>
          {t('manage.save')}
        </button>
      )}
    </form>
  );
}

interface NameProps {
  value: string;
  disabled: boolean;
  invalid: boolean;
  onChange: (change: Partial<Identity>) => void;
}

function Name({ value, disabled, invalid, onChange }: NameProps) {
  return (
    <label>
      {t('field.name')}
      <input
        name="name"
        required
        maxLength={200}
        disabled={disabled}
        aria-invalid={invalid || undefined}
        value={value}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
    </label>
  );
}

interface CountriesProps extends NameProps {
  found: Found;
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
