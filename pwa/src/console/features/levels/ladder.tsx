// Who hears of a limit that passes, step by step: after so many minutes, or once so much of it is used.
import { type LADDERS, type Role, type Step, TOLD_ON_LADDERS } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { NumberField } from '../../ui/number-field';
import { Options } from '../../ui/select';

export const YEAR = 525_600; // minutes
const FIRST: Step = { role: 'station_manager', channel: 'preferred', minutes: 30, share: null };

interface LadderProps {
  name: (typeof LADDERS)[number];
  steps: Step[];
  may: boolean;
  onChange: (steps: Step[]) => void;
  onUnread: (field: string, is: boolean) => void;
}

export function Ladder({ name, steps, may, onChange, onUnread }: LadderProps) {
  const remove = (index: number) => {
    for (const each of steps.keys()) onUnread(String(each), false);
    onChange(steps.toSpliced(index, 1));
  };
  return (
    <fieldset class="ladder">
      <legend>{td('ladder', name)}</legend>
      {steps.length === 0 && <p class="soft small">{t('levels.no_steps')}</p>}
      {steps.map((step, index) => (
        <Rung
          key={index}
          step={step}
          may={may}
          onChange={(row) => onChange(steps.with(index, { ...step, ...row }))}
          onUnread={(is) => onUnread(String(index), is)}
          onRemove={() => remove(index)}
        />
      ))}
      {may && (
        <button type="button" class="plain" onClick={() => onChange([...steps, FIRST])}>
          + {t('levels.add_step')}
        </button>
      )}
    </fieldset>
  );
}

interface RungProps {
  step: Step;
  may: boolean;
  onChange: (row: Partial<Step>) => void;
  onUnread: (is: boolean) => void;
  onRemove: () => void;
}

function Rung({ step, may, onChange, onUnread, onRemove }: RungProps) {
  const inMinutes = step.share === null;
  return (
    <p class="step">
      <Options
        called={t('people.role')}
        value={step.role}
        disabled={!may}
        options={TOLD_ON_LADDERS.map((role) => [role, td('role', role)])}
        onChange={(role) => onChange({ role: role as Role })}
      />
      <NumberField
        key={inMinutes ? 'minutes' : 'share'}
        min={inMinutes ? 0 : 100}
        max={inMinutes ? YEAR : 10_000}
        disabled={!may}
        label={t('levels.after')}
        value={step.share === null ? (step.minutes ?? 0) : Math.round(step.share * 100)}
        onChange={(value) => value !== null && onChange(inMinutes ? { minutes: value } : { share: value / 100 })}
        onUnread={onUnread}
      />
      <Options
        called={t('levels.after')}
        value={inMinutes ? 'minutes' : 'share'}
        disabled={!may}
        options={[
          ['minutes', t('levels.minutes_after')],
          ['share', t('levels.share_used')],
        ]}
        onChange={(unit) => {
          onUnread(false);
          onChange(unit === 'share' ? { share: 1.5, minutes: null } : { share: null, minutes: 0 });
        }}
      />
      {may && (
        <button type="button" class="plain" aria-label={t('manage.remove', { what: td('role', step.role) })} onClick={onRemove}>
          ×
        </button>
      )}
    </p>
  );
}
