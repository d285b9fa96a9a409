import { useState } from 'preact/hooks';
import { LADDERS, type Limit, type Role, type Step, TOLD_ON_LADDERS } from '../../shared/domain.gen';
import { listed, t, td } from '../../shared/i18n';
import { isCommitment, limitName } from '../limit-name';
import { NumberField } from './number-field';

interface Props {
  limit: Limit;
  may: boolean;
  wrong: boolean;
  onChange: (limit: Limit) => void;
  onUnread: (field: string, is: boolean) => void;
}

/** One limit as a row; its ladders open below it. */
export function LimitRow({ limit, may, wrong, onChange, onUnread }: Props) {
  const [open, setOpen] = useState(false);
  const commitment = isCommitment(limit.what);
  const steps = limit.technical.length + limit.managerial.length;
  const set = (change: Partial<Limit>) => onChange({ ...limit, ...change });
  return (
    <>
      <tr class={`${wrong ? 'wrong' : ''} ${commitment ? 'commitment' : ''}`}>
        <td>
          {limitName(limit.what)}
          {limit.kinds.length > 0 && <span class="soft small"> · {listed(limit.kinds.map((kind) => td('kind', kind)))}</span>}
        </td>
        <td>
          {limit.minutes === null ? (
            <span class="soft">{t('levels.no_limit')}</span>
          ) : (
            <Minutes
              value={limit.minutes}
              may={may}
              wrong={wrong}
              onChange={(minutes) => set({ minutes })}
              onUnread={(is) => onUnread('minutes', is)}
            />
          )}
        </td>
        <td>
          {limit.minutes !== null && (
            <span class="unit">
              <NumberField
                min={1}
                max={99}
                label={t('levels.warn')}
                disabled={!may}
                value={Math.round(limit.warn * 100)}
                onChange={(value) => value !== null && set({ warn: value / 100 })}
                onUnread={(is) => onUnread('warn', is)}
              />
              %
            </span>
          )}
        </td>
        <td class="soft small">
          {limit.from_window && t('levels.from_window')}
          {limit.pauses.length > 0 && listed(limit.pauses.map((status) => td('status', status)))}
        </td>
        <td>
          {limit.minutes !== null && (
            <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('levels.steps', { n: steps })}
            </button>
          )}
        </td>
      </tr>
      {open && (
        <tr class="open">
          <td colSpan={5}>
            <div class="two">
              {LADDERS.map((name) => (
                <Ladder
                  key={name}
                  name={name}
                  steps={limit[name]}
                  may={may}
                  onChange={(next) => set({ [name]: next })}
                  onUnread={(field, is) => onUnread(`${name}.${field}`, is)}
                />
              ))}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

const YEAR = 525_600; // minutes

interface MinutesProps {
  value: number;
  may: boolean;
  wrong: boolean;
  onChange: (value: number) => void;
  onUnread: (is: boolean) => void;
}

/** Minutes of service time, as hours and minutes where that is easier to read. */
function Minutes({ value, may, wrong, onChange, onUnread }: MinutesProps) {
  const hours = value >= 60 && value % 60 === 0;
  return (
    <span class="unit">
      <NumberField
        min={1}
        max={YEAR}
        label={t('levels.within')}
        disabled={!may}
        invalid={wrong}
        value={value}
        onChange={(typed) => typed !== null && onChange(typed)}
        onUnread={onUnread}
      />
      {t('levels.minutes')} {hours && <span class="soft small">{t('levels.hours', { n: value / 60 })}</span>}
    </span>
  );
}

interface LadderProps {
  name: (typeof LADDERS)[number];
  steps: Step[];
  may: boolean;
  onChange: (steps: Step[]) => void;
  onUnread: (field: string, is: boolean) => void;
}

function Ladder({ name, steps, may, onChange, onUnread }: LadderProps) {
  const change = (index: number, row: Partial<Step>) => onChange(steps.with(index, { ...(steps[index] as Step), ...row }));
  return (
    <fieldset class="ladder">
      <legend>{td('ladder', name)}</legend>
      {steps.length === 0 && <p class="soft small">{t('levels.no_steps')}</p>}
      {steps.map((step, index) => (
        <p key={index} class="step">
          <select
            value={step.role}
            disabled={!may}
            aria-label={t('people.role')}
            onChange={(event) => change(index, { role: event.currentTarget.value as Role })}
          >
            {TOLD_ON_LADDERS.map((role) => (
              <option key={role} value={role}>
                {td('role', role)}
              </option>
            ))}
          </select>
          <NumberField
            key={step.share === null ? 'minutes' : 'share'}
            min={step.share === null ? 0 : 100}
            max={step.share === null ? YEAR : 10_000}
            disabled={!may}
            label={t('levels.after')}
            value={step.share === null ? (step.minutes ?? 0) : Math.round(step.share * 100)}
            onChange={(value) =>
              value !== null && change(index, step.share === null ? { minutes: value } : { share: value / 100 })
            }
            onUnread={(is) => onUnread(String(index), is)}
          />
          <select
            value={step.share === null ? 'minutes' : 'share'}
            disabled={!may}
            aria-label={t('levels.after')}
            onChange={(event) => {
              onUnread(String(index), false);
              change(index, event.currentTarget.value === 'share' ? { share: 1.5, minutes: null } : { share: null, minutes: 0 });
            }}
          >
            <option value="minutes">{t('levels.minutes_after')}</option>
            <option value="share">{t('levels.share_used')}</option>
          </select>
          {may && (
            <button
              type="button"
              class="plain"
              aria-label={t('manage.remove', { what: td('role', step.role) })}
              onClick={() => {
                for (const each of steps.keys()) onUnread(String(each), false);
                onChange(steps.toSpliced(index, 1));
              }}
            >
              ×
            </button>
          )}
        </p>
      ))}
      {may && (
        <button
          type="button"
          class="plain"
          onClick={() => onChange([...steps, { role: 'station_manager', channel: 'preferred', minutes: 30, share: null }])}
        >
          + {t('levels.add_step')}
        </button>
      )}
    </fieldset>
  );
}
