// The organisation's ground: one screen for all master data, its rules, its sheets, and what did not arrive.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import type { Permission } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { NotFound } from '../not-found';
import { allowed, attempt, go, place } from '../store';
import { Calendars } from './calendars';
import { Everything } from './everything';
import { Levels } from './levels';
import { Organisation } from './organisation';
import { Phones } from './phones';
import { Remote } from './remote';
import { Sheet } from './sheet';
import { Entries } from './table';
import { Undelivered } from './undelivered';

export type Kind = Schemas['Kind'];
export type Column = Schemas['Column'];

export const kinds = signal<Kind[]>([]);

const GROUPS: Record<string, readonly string[]> = {
  organisation: ['organisation', 'units', 'engineers', 'skills', 'qualifications', 'people'],
  roster: ['shifts', 'absences', 'on_call'],
  customers: ['accounts', 'contacts', 'sites', 'devices', 'contracts'],
  service: ['levels', 'calendars', 'remote', 'knowledge'],
  intake: ['sheet-orders', 'undelivered'],
  phones: ['phones'],
};
/** By page, what its first look asks for; all others are master data. */
const NEEDS: Record<string, Permission> = {
  organisation: 'organisation.read',
  levels: 'rules.read',
  calendars: 'rules.read',
  remote: 'remote.read',
  undelivered: 'notify.manage',
  phones: 'phones.read',
};
const OWN: Record<string, () => preact.JSX.Element> = {
  organisation: Organisation,
  levels: Levels,
  calendars: Calendars,
  remote: Remote,
  undelivered: Undelivered,
  phones: Phones,
};

function opens(name: string): boolean {
  return allowed(NEEDS[name] ?? (name.startsWith('sheet-') ? 'sheets' : 'master.read'));
}

/** Where the button leads; nothing for who manages nothing. */
export function firstManaged(): string | undefined {
  return ['accounts', ...Object.values(GROUPS).flat()].find(opens);
}

/** /console/manage/NAME, /console/manage/sheet-NAME for bringing a sheet of NAME. */
export function Manage() {
  const name = place.value.pathname.split('/')[3] || firstManaged() || '';
  useEffect(() => {
    if (!allowed('master.read')) return;
    void attempt(() => ask<Kind[]>('/api/master')).then((found) => {
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
