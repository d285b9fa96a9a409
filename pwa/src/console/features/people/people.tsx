// Who works here: invite, give a new password link, disable.
import { useEffect, useState } from 'preact/hooks';
import { listed, t, td } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { attempt, sayDone } from '../../app/toast';
import { listPeople, listUnits, type Person, resetPassword, setActive, type Unit, withdrawDisabling } from '../../data/people';
import { Grants } from './grants';
import { Invite } from './invite';

interface Link {
  name: string;
  url: string;
}

export function People() {
  const [people, setPeople] = useState<Person[]>([]);
  const [units, setUnits] = useState<Unit[]>([]);
  const [link, setLink] = useState<Link | null>(null);
  const [inviting, setInviting] = useState(false);
  const [roles, setRoles] = useState<Person | null>(null);
  const writes = allowed('people.write');
  const load = async () => {
    setPeople((await attempt(listPeople)) ?? []);
    setUnits((await attempt(listUnits)) ?? []);
  };
  useEffect(() => void load(), []);
  const reset = async ({ id, name }: Person) => {
    const made = await attempt(() => resetPassword(id));
    if (made) setLink({ name, url: made.url });
  };
  const turn = async ({ id, name, active }: Person) => {
    const done = await attempt(() => setActive(id, !active));
    if (done && active) sayDone(t('people.was_disabled', { name }), done.undo_until, () => withdrawDisabling(id), load);
    await load();
  };
  const invited = (made: Link) => {
    setLink(made);
    setInviting(false);
    void load();
  };
  const granted = () => {
    setRoles(null);
    void load();
  };
  return (
    <main class="people">
      <div class="spread">
        <h1>
          {t('console.people')} <span class="soft">{people.length}</span>
        </h1>
        {writes && (
          <button type="button" class="primary" onClick={() => setInviting(!inviting)}>
            {t('people.invite')}
          </button>
        )}
      </div>
      {inviting && <Invite units={units} onMade={invited} />}
      {link && <Made link={link} />}
      {roles && <Grants key={roles.id} person={roles} onClose={granted} />}
      <Table people={people} writes={writes} onRoles={setRoles} onReset={reset} onActive={turn} />
    </main>
  );
}

/** Shown once. */
function Made({ link: { name, url } }: { link: Link }) {
  return (
    <p class="note good" role="status">
      {t('people.link', { name })}
      <input class="link" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
    </p>
  );
}

interface TableProps {
  people: Person[];
  writes: boolean;
  onRoles: (person: Person) => void;
  onReset: (person: Person) => Promise<void>;
  onActive: (person: Person) => Promise<void>;
}

function Table({ people, writes, onRoles, onReset, onActive }: TableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th>{t('people.name')}</th>
          <th>{t('sign_in.login')}</th>
          <th>{t('people.role')}</th>
          <th>{t('people.unit')}</th>
          <th>{t('people.status')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id} class={person.active ? '' : 'off'}>
            <td>{person.name}</td>
            <td>{person.login}</td>
            <td>{listed(person.roles.map((role) => td('role', role)))}</td>
            <td>{person.unit ?? ''}</td>
            <td>
              <Standing person={person} />
            </td>
            <td class="right">
              {writes && (
                <>
                  <button type="button" class="plain" onClick={() => onRoles(person)}>
                    {t('people.roles')}
                  </button>
                  <button type="button" class="plain" onClick={() => void onReset(person)}>
                    {t('people.reset')}
                  </button>
                  <button type="button" class={`plain ${person.active ? 'danger' : ''}`} onClick={() => void onActive(person)}>
                    {person.active ? t('people.disable') : t('people.enable')}
                  </button>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Standing({ person }: { person: Person }) {
  if (!person.active) return <span class="chip">{t('people.disabled')}</span>;
  if (person.has_password) return <span class="chip good">{t('people.active')}</span>;
  return <span class="chip warn">{t('people.invited')}</span>;
}
