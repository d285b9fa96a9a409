// The organisation's ground: one screen for all master data, its rules, its sheets, and what did not arrive.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { attempt, go, me, place } from '../store';
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
const HEAD_OFFICE = new Set(['undelivered', 'organisation']);
const OWN: Record<string, () => preact.JSX.Element> = {
  organisation: Organisation,
  levels: Levels,
  calendars: Calendars,
  remote: Remote,
  undelivered: Undelivered,
  phones: Phones,
};

/** /console/manage/NAME, /console/manage/sheet-NAME for bringing a sheet of NAME. */
export function Manage() {
  const name = place.value.pathname.split('/')[3] || 'accounts';
  useEffect(() => {
    void attempt(() => ask<Kind[]>('/api/master')).then((found) => {
      if (found) kinds.value = found;
    });
  }, []);
  const sheet = name.startsWith('sheet-') ? name.slice('sheet-'.length) : null;
  const kind = kinds.value.find((row) => row.name === name);
  const Own = OWN[name];
  return (
    <div class="manage">
      <Nav name={name} />
      {sheet ? (
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
  const head = me.value?.roles.some((role) => role === 'administrator' || role === 'head_office');
  return (
    <nav class="side" aria-label={t('console.manage')}>
      <Everything />
      {Object.entries(GROUPS).map(([group, names]) => (
        <section key={group}>
          <h2>{td('manage', group)}</h2>
          <ul>
            {names
              .filter((row) => head || !HEAD_OFFICE.has(row))
              .map((row) => (
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
