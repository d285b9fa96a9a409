// What the organisation is called, and where it is: each field says what it decides.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { language, t, td } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { readOrganisation, writeOrganisation } from '../../data/organisation';
import { countriesIn } from '../../ui/countries';
import { ExplainedNumber } from '../../ui/explained-number';
import { Field, type Shape } from '../../ui/field';
import { Refused, useRefused } from '../../ui/marked';

type Found = Schemas['Organisation'];
type Identity = Schemas['Identity'];

/** Each with the most that it may be. */
const NUMBERS = [
  ['undo_seconds', 60],
  ['watch_hours', 24],
] as const;

const saidOf = ({ name, time_zone, country, phone, undo_seconds, watch_hours }: Found): Identity => ({
  name,
  time_zone,
  country: country ?? null,
  phone: phone ?? '',
  undo_seconds: undo_seconds ?? 0,
  watch_hours: watch_hours ?? 0,
});

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
  const [unread, setUnread] = useState(false);
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const may = allowed('organisation.write');
  const changed = unread || JSON.stringify(said) !== JSON.stringify(was);
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
  return (
    <form ref={form} class="fields organisation" onSubmit={(event) => void submit(event)}>
      {shapesOf(found).map((shape) => (
        <div key={shape.name}>
          <Field
            shape={shape}
            value={said[shape.name] ?? ''}
            wrong={fields.has(shape.name)}
            disabled={!may}
            onChange={(value) => set({ [shape.name]: value || (shape.name === 'country' ? null : '') })}
          />
          <p class="soft small">{t(`organisation.${shape.name}`)}</p>
        </div>
      ))}
      {NUMBERS.map(([name, max]) => (
        <ExplainedNumber
          key={name}
          name={name}
          label={t(`field.${name}`)}
          help={t(`organisation.${name}`)}
          value={said[name] ?? 0}
          max={max}
          wrong={fields.has(name)}
          disabled={!may}
          onChange={(value) => set({ [name]: value })}
          onUnread={setUnread}
        />
      ))}
      <Refused refused={refused} fields={fields} />
      {may && (
        <button type="submit" class="primary" disabled={!changed || unread}>
          {t('manage.save')}
        </button>
      )}
    </form>
  );
}

function shapesOf(found: Found): Shape<'name' | 'country' | 'time_zone' | 'phone'>[] {
  const countries = countriesIn(language.value, found.countries).map((each): [string, string] => [each.code, each.name]);
  return [
    { name: 'name', label: t('field.name'), required: true, longest: 200 },
    { name: 'country', label: t('field.country'), type: 'choice', options: [['', supposed(found)], ...countries] },
    { name: 'time_zone', label: t('field.time_zone'), type: 'zone' },
    { name: 'phone', label: t('field.phone'), longest: 40 },
  ];
}

/** What counts while no country is chosen. */
function supposed(found: Found): string {
  if (found.country) return t('organisation.by_zone');
  const names = new Intl.DisplayNames([language.value], { type: 'region' });
  const code = found.telephones_in;
  return t('organisation.supposed', { country: code ? (names.of(code) ?? code) : t('organisation.none') });
}
