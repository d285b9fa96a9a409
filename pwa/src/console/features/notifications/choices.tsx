// How somebody wants to hear what is said to them, by kind and way, and when not.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { subscribeToPush } from '../../../shared/push';
import { attempt, toast } from '../../app/toast';
import { readPreferences, savePreferences } from '../../data/notifications';
import { useTyped } from '../../ui/typed';

export function Choices() {
  const [seen, setSeen] = useState<Schemas['Preferences'] | null>(null);
  useEffect(() => {
    void attempt(readPreferences).then((found) => found && setSeen(found));
  }, []);
  if (!seen) return null;
  const { chosen, kinds, available, key } = seen;
  const save = async (change: Partial<Schemas['Choices']>) => {
    const next = { ...chosen, ...change };
    setSeen({ ...seen, chosen: next });
    await attempt(() => savePreferences(next));
  };
  const toggle = async (kind: string, channel: string) => {
    const now = chosen.channels[kind] ?? kinds[kind] ?? [];
    const on = !now.includes(channel);
    if (on && channel === 'push' && !(await subscribeToPush(key))) toast.value = { text: t('bell.no_push'), bad: true };
    await save({ channels: { ...chosen.channels, [kind]: on ? [...now, channel] : now.filter((row) => row !== channel) } });
  };
  const quiet = (name: 'quiet_from' | 'quiet_to', text: string) => {
    const both = { quiet_from: chosen.quiet_from ?? '22:00:00', quiet_to: chosen.quiet_to ?? '07:00:00' };
    void save(text ? { ...both, [name]: `${text}:00` } : { quiet_from: null, quiet_to: null });
  };
  return (
    <div class="choices">
      <table>
        <thead>
          <tr>
            <th />
            {available.map((channel) => (
              <th key={channel}>{td('channel', channel)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.keys(kinds).map((kind) => (
            <tr key={kind}>
              <td>{td('told', kind)}</td>
              {available.map((channel) => (
                <td key={channel}>
                  <input
                    type="checkbox"
                    aria-label={`${td('told', kind)}: ${td('channel', channel)}`}
                    checked={(chosen.channels[kind] ?? kinds[kind] ?? []).includes(channel)}
                    onChange={() => void toggle(kind, channel)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="two">
        <Quiet label={t('bell.quiet_from')} value={chosen.quiet_from} onChange={(value) => quiet('quiet_from', value)} />
        <Quiet label={t('bell.quiet_to')} value={chosen.quiet_to} onChange={(value) => quiet('quiet_to', value)} />
      </div>
      <p class="soft small">{t('bell.quiet_help')}</p>
    </div>
  );
}

interface QuietProps {
  label: string;
  value: string | null | undefined;
  onChange: (value: string) => void;
}

function Quiet({ label, value, onChange }: QuietProps) {
  const field = useTyped(value?.slice(0, 5) ?? '', (input) => onChange(input.value));
  return (
    <label>
      {label}
      <input type="time" {...field} />
    </label>
  );
}
