// What is there to tap for somebody who joins a visit that another engineer leads.
import { useState } from 'preact/hooks';
import type { Action, Transition } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { possible } from '../../shared/status';
import { act } from '../act';
import { ICONS } from '../action-icons';
import { farFrom } from '../arrival';
import { CREW_TAPS } from '../crew';
import type { View } from '../model';
import { crewWord } from './crew-word';
import { ASKS, Question } from './question';

/** Set off, be there, leave; and words. Nothing of the order's own way, and no signature. */
export function CrewActions({ view }: { view: View }) {
  const [asking, setAsking] = useState<Transition | null>(null);
  const rows = possible(view.status, ['engineer'], view.kind).filter(({ action }) => CREW_TAPS.has(action));
  const next: Action | null = view.finished_at ? null : view.arrived_at ? 'finish_work' : view.set_off_at ? 'arrive' : 'set_off';
  const run = async (action: Action, data: Record<string, unknown> = {}): Promise<void> => void (await act(view, action, data));
  const tap = (action: Action) => {
    const away = action === 'arrive' ? farFrom(view) : null;
    return run(action, away === null ? {} : { distance_m: away });
  };
  const beside = rows.filter(
    ({ action }) => action !== next && (action !== 'on_time' || view.late_minutes) && action !== 'set_off',
  );
  return (
    <>
      <footer class="actions">
        {next ? (
          <button type="button" class="primary big" data-action={next} onClick={() => void tap(next)}>
            {next === 'finish_work' ? t('crew.leave') : td('action', next)}
          </button>
        ) : (
          <p role="status">{crewWord(view)}</p>
        )}
        <div class="pair">
          {beside.map((row) => (
            <button
              key={row.action}
              type="button"
              class="big"
              data-action={row.action}
              onClick={() => (row.needs.length || ASKS.has(row.action) ? setAsking(row) : void run(row.action))}
            >
              <Icon name={ICONS[row.action] ?? 'dots'} />
              {td('action', row.action)}
            </button>
          ))}
        </div>
      </footer>
      {asking && <Question view={view} row={asking} rows={rows} run={run} onAsk={setAsking} />}
    </>
  );
}
