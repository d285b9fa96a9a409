// Somebody new: a first role, and what it counts for.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ROLES, type Role } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { invite, type Unit } from '../../data/people';
import { activeSkills, type Column } from '../../data/records';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from '../../ui/marked';
import { Picker } from '../../ui/picker';

const OF_CUSTOMER: Role = 'customer_administrator';
const ACCOUNT: Column = { name: 'account_id', type: 'ref', ref: 'accounts', needed: true, choices: [] };

/** It counts for a unit of ours, or for the customer whose administrator they are. */
export function Invite({ units, onMade }: { units: Unit[]; onMade: (made: { name: string; url: string }) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState<Role>(ROLES[0]);
  const [account, setAccount] = useState<{ id: string | null; name: string | null }>({ id: null, name: null });
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  useEffect(() => showFirst(form.current), [marked]);
  const ofCustomer = role === OF_CUSTOMER;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = said(new FormData(event.currentTarget as HTMLFormElement), role, account.id);
    setMarked(UNMARKED);
    try {
      const made = await invite(body);
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
      <Roles role={role} onChange={setRole} />
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
        <Units units={units} wrong={wrong('unit_id')} />
      )}
      {!ofCustomer && <Skills wrong={wrong('skills')} />}
      <Words marked={marked} />
      <button type="submit" class="primary">
        {t('people.send')}
      </button>
    </form>
  );
}

function said(data: FormData, role: Role, account: string | null) {
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const ofCustomer = role === OF_CUSTOMER;
  return {
    login: text('login'),
    name: text('name'),
    role,
    language: document.documentElement.lang,
    unit_id: ofCustomer ? null : text('unit') || null,
    account_id: ofCustomer ? account : null,
    skills: data.getAll('skills').map(String),
  };
}

function Roles({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  return (
    <label>
      {t('people.role')}
      <select name="role" value={role} onChange={(event) => onChange(event.currentTarget.value as Role)}>
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {td('role', each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Units({ units, wrong }: { units: Unit[]; wrong: true | undefined }) {
  return (
    <label>
      {t('people.unit')}
      <select name="unit" aria-invalid={wrong}>
        {units.toReversed().map((unit) => (
          <option key={unit.id} value={unit.id}>
            {unit.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Skills({ wrong }: { wrong: true | undefined }) {
  const [skills, setSkills] = useState<{ code: string; name: string }[]>([]);
  useEffect(() => {
    void attempt(activeSkills).then((found) => setSkills(found ?? []));
  }, []);
  if (!skills.length) return null;
  return (
    <fieldset class="skills" aria-invalid={wrong}>
      <legend>{t('people.skills')}</legend>
      {skills.map(({ code, name }) => (
        <label key={code} class="check">
          <input type="checkbox" name="skills" value={code} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
