// One limit as a row; its ladders open below it.
import { useState } from 'preact/hooks';
import { LADDERS, type Limit } from '../../../shared/domain.gen';
import { listed, t, td } from '../../../shared/i18n';
import { isCommitment, limitName } from '../../ui/limit-name';
import { NumberField } from '../../ui/number-field';
import { Ladder, YEAR } from './ladder';
import { WaysIn } from './ways-in';

interface Props {
  limit: Limit;
  may: boolean;
  wrong: boolean;
  onChange: (limit: Limit) => void;
  onUnread: (field: string, is: boolean) => void;
  /** A limit of its own for who writes; where this is one, it may go. */
  onSplit: () => void;
  onDrop: () => void;
}

export function LimitRow({ limit, may, wrong, onChange, onUnread, onSplit, onDrop }: Props) {
  const [open, setOpen] = useState(false);
  const steps = limit.technical.length + limit.managerial.length;
  const set = (change: Partial<Limit>) => onChange({ ...limit, ...change });
  return (
    <>
      <tr class={`${wrong ? 'wrong' : ''} ${isCommitment(limit.what) ? 'commitment' : ''}`}>
        <td>
          {limitName(limit.what)}
          {limit.came_in.length > 0 && (
            <span class="soft small"> · {listed(limit.came_in.map((way) => td('came_in', way)))}</span>
          )}
          {limit.kinds.length > 0 && <span class="soft small"> · {listed(limit.kinds.map((kind) => td('kind', kind)))}</span>}
        </td>
        <td data-head={t('levels.within')}>
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
        <td data-head={limit.minutes === null ? undefined : t('levels.warn')}>
          {limit.minutes !== null && (
            <Warning share={limit.warn} may={may} onChange={(warn) => set({ warn })} onUnread={(is) => onUnread('warn', is)} />
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
      {open && <Ladders limit={limit} may={may} set={set} onUnread={onUnread} onSplit={onSplit} onDrop={onDrop} />}
    </>
  );
}

interface LaddersProps extends Pick<Props, 'limit' | 'may' | 'onUnread' | 'onSplit' | 'onDrop'> {
  set: (change: Partial<Limit>) => void;
}

function Ladders({ limit, may, set, onUnread, onSplit, onDrop }: LaddersProps) {
  return (
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
        <WaysIn ways={limit.came_in} may={may} onChange={(came_in) => set({ came_in })} onSplit={onSplit} onDrop={onDrop} />
      </td>
    </tr>
  );
}

interface WarningProps {
  share: number;
  may: boolean;
  onChange: (share: number) => void;
  onUnread: (is: boolean) => void;
}

function Warning({ share, may, onChange, onUnread }: WarningProps) {
  return (
    <span class="unit">
      <NumberField
        min={1}
        max={99}
        label={t('levels.warn')}
        disabled={!may}
        value={Math.round(share * 100)}
        onChange={(value) => value !== null && onChange(value / 100)}
        onUnread={onUnread}
      />
      %
    </span>
  );
}

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
