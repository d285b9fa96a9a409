import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { listed, t, td } from '../shared/i18n';
import { Grants } from './grants';
import { Invite } from './invite';
import { allowed, attempt } from './store';

type Person = Schemas['PersonLine'];
type Unit = Schemas['UnitLine'];

/** Who works here: invite, give a new password link, disable. Links are shown once. */
export function People() {
  const [people, setPeople] = useState<Person[]>([]);
  const [units, setUnits] = useState<Unit[]>([]);
  const [link, setLink] = useState<{ name: string; url: string } | null>(null);
  const [inviting, setInviting] = useState(false);
  const [roles, setRoles] = useState<Person | null>(null);
  const writes = allowed('people.write');
  const load = async () => {
    setPeople((await attempt(() => ask<Person[]>('/api/people'))) ?? []);
    setUnits((await attempt(() => ask<Unit[]>('/api/units'))) ?? []);
  };
  useEffect(() => void load(), []);
  const reset = async (person: Person) => {
    const made = await attempt(() => ask<Schemas['OneTimeLink']>(`/api/people/${person.id}/password-reset`, { method: 'POST' }));
    if (made) setLink({ name: person.name, url: made.url });
  };
  const setActive = async (person: Person) => {
    await attempt(() => ask(`/api/people/${person.id}/active`, { method: 'PUT', body: { active: !person.active } }));
    await load();
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
      {inviting && (
        <Invite
          units={units}
          onMade={(made) => {
            setLink(made);
            setInviting(false);
            void load();
          }}
        />
      )}
      {link && (
        <p class="note good" role="status">
          {t('people.link', { name: link.name })}
          <input class="link" readOnly value={link.url} onFocus={(event) => event.currentTarget.select()} />
        </p>
      )}
      {roles && (
        <Grants
          key={roles.id}
          person={roles}
          onClose={() => {
            setRoles(null);
            void load();
          }}
        />
      )}
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
                <span class={`chip ${!person.active ? '' : person.has_password ? 'good' : 'warn'}`}>
                  {!person.active ? t('people.disabled') : person.has_password ? t('people.active') : t('people.invited')}
                </span>
              </td>
              <td class="right">
                {writes && (
                  <>
                    <button type="button" class="plain" onClick={() => setRoles(person)}>
                      {t('people.roles')}
                    </button>
                    <button type="button" class="plain" onClick={() => void reset(person)}>
                      {t('people.reset')}
                    </button>
                    <button type="button" class={`plain ${person.active ? 'danger' : ''}`} onClick={() => void setActive(person)}>
                      {person.active ? t('people.disable') : t('people.enable')}
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
