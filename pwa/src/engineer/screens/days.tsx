// What is open, by day: reckoned on the phone, so that it is right without network and after midnight.
import { signal } from '@preact/signals';
import { DAYS, type Day, dayOf } from '../../shared/days';
import { t } from '../../shared/i18n';
import type { View } from '../model';
import { Card } from './visit-card';

/** Days that the engineer folded away, for as long as the app is open. */
const folded = signal<ReadonlySet<Day>>(new Set());

export function Days({ open }: { open: readonly View[] }) {
  const days = DAYS.map((name) => ({ name, views: open.filter((view) => under(view) === name) })).filter(
    ({ views }) => views.length > 0,
  );
  const next = days[0]?.views[0];
  const cards = (views: readonly View[]) =>
    views.map((view) => <Card key={view.attendance_id} view={view} first={view === next} />);
  if (days.length === 1 && days[0]?.name === 'today') return cards(open); // the page's own heading says so
  return days.map(({ name, views }) => (
    <details key={name} class="day" data-day={name} open={!folded.value.has(name)} onToggle={(event) => fold(name, event)}>
      <summary class="divider">
        {t(`day.${name}`)} <b>{views.length}</b>
      </summary>
      <div class="of-day">{cards(views)}</div>
    </details>
  ));
}

function under(view: View): Day {
  return dayOf({ ...view, promised_on: view.handed_in?.promised_on ?? null });
}

function fold(name: Day, { currentTarget }: { currentTarget: HTMLDetailsElement }): void {
  const rest = [...folded.value].filter((day) => day !== name);
  folded.value = new Set(currentTarget.open ? rest : [...rest, name]);
}
