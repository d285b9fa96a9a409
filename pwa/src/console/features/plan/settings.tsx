// When the next day's plan is made by itself, for which stations, and how much a plan may disturb.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { type KnownSettings, readPlanSettings, type Settings, writePlanSettings } from '../../data/plans';
import { ExplainedNumber } from '../../ui/explained-number';
import { Refused, useRefused } from '../../ui/marked';
import { Select } from '../../ui/select';

const NEVER = '';
const HOURS = Array.from({ length: 24 }, (_, hour): [string, string] => [String(hour), `${String(hour).padStart(2, '0')}:00`]);

export function PlanSettings() {
  const [found, setFound] = useState<KnownSettings | null>(null);
  const load = async () => setFound((await attempt(readPlanSettings)) ?? null);
  useEffect(() => void load(), []);
  return (
    <main class="page">
      <h1>{td('entity', 'plans')}</h1>
      {found && <Form key={JSON.stringify(found.settings)} found={found} onChanged={load} />}
    </main>
  );
}

function Form({ found, onChanged }: { found: KnownSettings; onChanged: () => Promise<void> }) {
  const was = found.settings;
  const [said, setSaid] = useState<Settings>(was);
  const [unread, setUnread] = useState(false);
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const may = allowed('organisation.write');
  const changed = unread || JSON.stringify(said) !== JSON.stringify(was);
  useEffect(() => (changed ? hold() : undefined), [changed]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = await attend(async () => {
      await writePlanSettings(was, said);
      toast.value = { text: t('manage.saved') };
      await onChanged();
    });
    if (code === 'value_moved') await onChanged();
  };
  return (
    <form ref={form} class="fields organisation" onSubmit={(event) => void submit(event)}>
      <div>
        <Select
          label={t('field.hour')}
          name="hour"
          value={said.hour == null ? NEVER : String(said.hour)}
          options={[[NEVER, t('plan_settings.never')], ...HOURS]}
          wrong={fields.has('hour')}
          disabled={!may}
          onChange={(hour) => setSaid({ ...said, hour: hour === NEVER ? null : Number(hour) })}
        />
        <p class="soft small">{t('plan_settings.hour')}</p>
      </div>
      <Stations
        found={found}
        said={said}
        disabled={!may || said.hour == null}
        onChange={(stations) => setSaid({ ...said, stations })}
      />
      <ExplainedNumber
        name="most_moved"
        label={t('field.most_moved')}
        help={t('plan_settings.most_moved')}
        value={Math.round((said.most_moved ?? 0) * 100)}
        max={100}
        wrong={fields.has('most_moved')}
        disabled={!may}
        onChange={(percent) => setSaid({ ...said, most_moved: percent / 100 })}
        onUnread={setUnread}
      />
      <Refused refused={refused} fields={fields} />
      {may && (
        <button type="submit" class="primary" disabled={!changed || unread}>
          {t('manage.save')}
        </button>
      )}
    </form>
  );
}

interface StationsProps {
  found: KnownSettings;
  said: Settings;
  disabled: boolean;
  onChange: (stations: string[]) => void;
}

/** None ticked means all of them, also those that are added later. */
function Stations({ found, said, disabled, onChange }: StationsProps) {
  const ticked = new Set(said.stations);
  const toggle = (id: string) => {
    if (!ticked.delete(id)) ticked.add(id);
    onChange([...ticked].sort());
  };
  return (
    <div>
      <fieldset class="codes" disabled={disabled}>
        <legend>{t('plan.stations')}</legend>
        {found.stations.map((row) => (
          <label key={row.id} class="check">
            <input type="checkbox" checked={ticked.has(row.id)} onChange={() => toggle(row.id)} /> {row.name}
          </label>
        ))}
      </fieldset>
      <p class="soft small">{t('plan_settings.stations')}</p>
    </div>
  );
}
