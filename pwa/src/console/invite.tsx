import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { ROLES, type Role } from '../shared/domain.gen';
import { t, td } from '../shared/i18n';
import type { Column } from './manage/manage';
import { Picker } from './manage/picker';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from './marked';
import { attempt } from './store';

type Unit = Schemas['UnitLine'];

const OF_CUSTOMER: Role = 'customer_administrator';
const ACCOUNT: Column = { name: 'account_id', type: 'ref', ref: 'accounts', needed: true, choices: [] };

/** Somebody new, with a first role and what it counts for: a unit of ours, or the customer whose administrator they are. */
export function Invite({ units, onMade }: { units: Unit[]; onMade: (made: { name: string; url: string }) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState<Role>(ROLES[0]);
  const [account, setAccount] = useState<{ id: string | null; name: string | null }>({ id: null, name: null });
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  const [skills, setSkills] = useState<Schemas['Row'][]>([]);
  useEffect(() => {
    void attempt(() => ask<Schemas['Page']>('/api/master/skills')).then((page) =>
      setSkills(page?.rows.filter((row) => row.values.active) ?? []),
    );
  }, []);
  useEffect(() => showFirst(form.current), [marked]);
  const ofCustomer = role === OF_CUSTOMER;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    const body = {
      login: text('login'),
      name: text('name'),
      role,
      language: document.documentElement.lang,
      unit_id: ofCustomer ? null : text('unit') || null,
      account_id: ofCustomer ? account.id : null,
      skills: data.getAll('skills').map(String),
    };
    setMarked(UNMARKED);
    try {
      const made = await ask<Schemas['OneTimeLink']>('/api/people', { method: 'POST', body });
      onMade({ name: body.name, url: made.url });
    } catch (fault) {
      setMarked(markedOf(fault));
    }
  };
  const wrong = (field: string) => marked.fields.has(field) || undefined;
  return (
    <form ref={form} class="card invite" onSubmit={(event) => void submit(event)}>
      <label>
        {t('people.name')}
        <input name="name" required maxLength={200} aria-invalid={wrong('name')} />
      </label>
      <label>
        {t('sign_in.login')}
        <input name="login" type="email" required maxLength={254} aria-invalid={wrong('login')} />
      </label>
      <label>
        {t('people.role')}
        <select name="role" value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {td('role', role)}
            </option>
          ))}
        </select>
      </label>
      {ofCustomer ? (
        <Picker
          column={ACCOUNT}
          label={td('field', 'account_id')}
          value={account.id}
          name={account.name}
          wrong={marked.fields.has('account_id')}
          disabled={false}
          onChange={(id, name) => setAccount({ id: id as string | null, name: (name as string | null) ?? null })}
        />
      ) : (
        <label>
          {t('people.unit')}
          <select name="unit" aria-invalid={wrong('unit_id')}>
            {units.toReversed().map((unit) => (
              <option key={unit.id} value={unit.id}>
                {unit.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {skills.length > 0 && !ofCustomer && (
        <fieldset class="skills" aria-invalid={wrong('skills')}>
          <legend>{t('people.skills')}</legend>
          {skills.map((row) => (
            <label key={row.id} class="check">
              <input type="checkbox" name="skills" value={String(row.values.code)} />
              {String(row.values.name || row.values.code)}
            </label>
          ))}
        </fieldset>
      )}
      <Words marked={marked} />
      <button type="submit" class="primary">
        {t('people.send')}
      </button>
    </form>
  );
}
