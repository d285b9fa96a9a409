// Head office reminds the station of a visit that is promised soon or comes late; both see who did and when.
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { remindStation } from '../../data/orders';
import { isLate, isRisky, isWatched, type Line } from './line';
import { remindedWords } from './queue';
import { detail, refresh, watchHours } from './state';

function mayRemind(line: Line): boolean {
  return allowed('orders.remind') && (isLate(line) || isRisky(line) || isWatched(line, watchHours.value));
}

async function remind(line: Line): Promise<void> {
  await attempt(async () => {
    await remindStation(line.id);
    toast.value = { text: t('watch.done') };
  });
  await refresh();
}

/** Of the visit that is open; null where nobody has to be reminded of it. */
export function reminding(): (() => void) | null {
  const line = detail.value?.line;
  return line && mayRemind(line) ? () => void remind(line) : null;
}

export function Reminder({ line }: { line: Line }) {
  const may = mayRemind(line);
  if (!may && !line.reminded_at) return null;
  return (
    <div class="spread" data-reminder>
      <span class="small warn-word">
        {line.reminded_at && <Icon name="bell" />} {remindedWords(line)}
      </span>
      {may && (
        <button type="button" data-remind onClick={() => void remind(line)}>
          {t('watch.remind')} <kbd>M</kbd>
        </button>
      )}
    </div>
  );
}
