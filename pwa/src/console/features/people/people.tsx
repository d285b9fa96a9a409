// Who works here: invite, give a new password link, disable.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { listed, t, td } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { attempt, sayDone } from '../../app/toast';
import { listPeople, listUnits, type Person, resetPassword, setActive, type Unit, withdrawDisabling } from '../../data/people';
import { Entries } from '../../ui/entries';
import { searchField } from '../../ui/search-field';
import { Grants } from './grants';
import { Invite } from './invite';
import { Leaving } from './leaving';

interface Link {
  name: string;
  url: string;
}

export function People() {
  const { people, units, load } = usePeople();
  const [link, setLink] = useState<Link | null>(null);
  const [inviting, setInviting] = useState(false);
  const [roles, setRoles] = useState<Person | null>(null);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const [words, setWords] = useState('');
  const writes = allowed('people.write');
  const reset = async ({ id, name }: Person) => {
    const made = await attempt(() => resetPassword(id));
    if (made) setLink({ name, url: made.url });
  };
  const turn = async ({ id, name, active }: Person, give_back: boolean) => {
    setLeaving(null);
    const done = await attempt(() => setActive(id, { active: !active, give_back }));
    const visits = done && give_back ? whatOfVisits(name, done) : undefined;
    if (done && active) sayDone(t('people.was_disabled', { name }), done.undo_until, () => takeBack(id), load, visits);
    await load();
  };
  const ask = (person: Person) => (person.active && person.open_visits ? setLeaving(person) : void turn(person, false));
  const shown = people.filter((person) => fits(person, words));
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
      {leaving && (
        <Leaving
          key={leaving.id}
          person={leaving}
          onDisable={(giveBack) => turn(leaving, giveBack)}
          onKeep={() => setLeaving(null)}
        />
      )}
      <Find words={words} onType={setWords} />
      {people.length > 0 && shown.length === 0 && <p class="blank soft">{t('people.nothing_found', { words })}</p>}
      {shown.length > 0 && <Table people={shown} writes={writes} onRoles={setRoles} onReset={reset} onActive={ask} />}
    </main>
  );
}

function usePeople() {
  const [people, setPeople] = useState<Person[]>([]);
  const [units, setUnits] = useState<Unit[]>([]);
  const load = async () => {
    const found = await attempt(listPeople);
    if (found) setPeople((before) => inPlace(before, found));
  };
  useEffect(() => {
    void load();
    void attempt(listUnits).then((found) => found && setUnits(found));
  }, []);
  return { people, units, load };
}

function Find({ words, onType }: { words: string; onType: (words: string) => void }) {
  return (
    <input
      ref={searchField}
      type="search"
      name="words"
      value={words}
      aria-label={t('manage.search')}
      placeholder={t('people.search')}
      onInput={(event) => onType(event.currentTarget.value)}
    />
  );
}

/** Whoever was just changed stays where they stood; who is new stands where the server has them. */
function inPlace(before: readonly Person[], found: readonly Person[]): Person[] {
  const place = new Map(before.map(({ id }, at) => [id, at]));
  if (found.some(({ id }) => !place.has(id))) return [...found];
  return found.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

/** By every word of what is typed, in what stands in their row. */
function fits({ name, login, unit, roles }: Person, words: string): boolean {
  const text = [name, login, unit, ...roles.map((role) => td('role', role))].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** In words which of their visits somebody else has by now. */
async function takeBack(id: string): Promise<string> {
  const { stay } = await withdrawDisabling(id);
  return stay.length ? t('people.elsewhere', { n: stay.length, list: listed(stay, 3) }) : '';
}

function whatOfVisits(name: string, { given_back = 0, stay = 0 }: Partial<Schemas['Disabled']>): string {
  const said = [given_back && t('people.gave_back', { n: given_back }), stay && t('people.stay', { n: stay, name })];
  return said.filter(Boolean).join(' ');
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
  onActive: (person: Person) => void;
}

function Table({ people, writes, onRoles, onReset, onActive }: TableProps) {
  return (
    <Entries
      also="stack"
      heads={[t('people.name'), t('sign_in.login'), t('people.role'), t('people.unit'), t('people.status'), '']}
    >
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
                <button type="button" class={`plain ${person.active ? 'danger' : ''}`} onClick={() => onActive(person)}>
                  {person.active ? t('people.disable') : t('people.enable')}
                </button>
              </>
            )}
          </td>
        </tr>
      ))}
    </Entries>
  );
}

function Standing({ person }: { person: Person }) {
  if (!person.active) return <span class="chip">{t('people.disabled')}</span>;
  if (person.has_password) return <span class="chip good">{t('people.active')}</span>;
  return <span class="chip warn">{t('people.invited')}</span>;
}
