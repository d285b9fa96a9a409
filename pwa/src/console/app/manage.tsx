// The organisation's ground: one screen for all master data, its rules, its sheets, and what did not arrive.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, td } from '../../shared/i18n';
import { type Kind, listKinds } from '../data/records';
import { Calendars } from '../features/calendars/calendars';
import { Levels } from '../features/levels/levels';
import { Undelivered } from '../features/notifications/undelivered';
import { Organisation } from '../features/organisation/organisation';
import { PlanSettings } from '../features/plan/settings';
import { Phones } from '../features/quarantine/phones';
import { Everything } from '../features/records/everything';
import { Entries } from '../features/records/table';
import { Remote } from '../features/remote/remote';
import { Retention } from '../features/retention/retention';
import { Sheet } from '../features/sheets/sheet';
import { firstManaged, GROUPS, opens } from './menu';
import { NotFound } from './not-found';
import { go, place } from './router';
import { allowed } from './session';
import { attempt } from './toast';

const kinds = signal<Kind[]>([]);

const OWN: Record<string, () => preact.JSX.Element> = {
  organisation: Organisation,
  levels: Levels,
  calendars: Calendars,
  remote: Remote,
  undelivered: Undelivered,
  phones: Phones,
  plans: PlanSettings,
  retention: Retention,
};

/** /console/manage/NAME, /console/manage/sheet-NAME for bringing a sheet of NAME. */
export function Manage() {
  const name = place.value.pathname.split('/')[3] || firstManaged() || '';
  useEffect(() => {
    if (!allowed('master.read')) return;
    void attempt(listKinds).then((found) => {
      if (found) kinds.value = found;
    });
  }, []);
  const sheet = name.startsWith('sheet-') ? name.slice('sheet-'.length) : null;
  const kind = kinds.value.find((row) => row.name === (sheet ?? name));
  const Own = OWN[name];
  const known = kind || Own || sheet === 'orders';
  const learning = kinds.value.length === 0 && allowed('master.read');
  return (
    <div class="manage">
      <Nav name={name} />
      {!opens(name) || !(known || learning) ? (
        <NotFound />
      ) : sheet && known ? (
        <Sheet key={sheet} kind={sheet} />
      ) : Own ? (
        <Own />
      ) : kind ? (
        <Entries key={name} kind={kind} />
      ) : (
        <main class="page" />
      )}
    </div>
  );
}

function Nav({ name }: { name: string }) {
  const groups = Object.entries(GROUPS)
    .map(([group, names]) => [group, names.filter(opens)] as const)
    .filter(([, names]) => names.length > 0);
  return (
    <nav class="side" aria-label={t('console.manage')}>
      {allowed('master.read') && <Everything />}
      {groups.map(([group, names]) => (
        <section key={group}>
          <h2>{td('manage', group)}</h2>
          <ul>
            {names.map((row) => (
              <li key={row}>
                <a
                  href={`/console/manage/${row}`}
                  aria-current={row === name ? 'page' : undefined}
                  onClick={(event) => {
                    event.preventDefault();
                    go({ row: null, words: null, order: null, doubles: null }, `/console/manage/${row}`);
                  }}
                >
                  {td('entity', row)}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
