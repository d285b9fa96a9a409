// Somebody new: a first role, and what it counts for.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ROLES, type Role } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { invite, type Unit } from '../../data/people';
import { activeSkills, type Column } from '../../data/records';
import { Fields, type Shape } from '../../ui/field';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from '../../ui/marked';
import { Picker } from '../../ui/picker';

const OF_CUSTOMER: Role = 'customer_administrator';
const ACCOUNT: Column = { name: 'account_id', type: 'ref', ref: 'accounts', required: true, choices: [] };

interface Values {
  name: string;
  login: string;
  role: Role;
  unit: string;
}

/** It counts for a unit of ours, or for the customer whose administrator they are. */
export function Invite({ units, onMade }: { units: Unit[]; onMade: (made: { name: string; url: string }) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<Values>({ name: '', login: '', role: ROLES[0], unit: '' });
  const [account, setAccount] = useState<{ id: string | null; name: string | null }>({ id: null, name: null });
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  useEffect(() => showFirst(form.current), [marked]);
  const values = { ...typed, unit: typed.unit || (units.at(-1)?.id ?? '') };
  const ofCustomer = typed.role === OF_CUSTOMER;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const skills = new FormData(event.currentTarget as HTMLFormElement).getAll('skills').map(String);
    setMarked(UNMARKED);
    try {
      const made = await invite({ ...said(values, account.id), skills });
      onMade({ name: values.name.trim(), url: made.url });
    } catch (fault) {
      setMarked(markedOf(fault));
    }
  };
  return (
    <form ref={form} class="card invite" onSubmit={(event) => void submit(event)}>
      <Fields
        shapes={shapesOf(units, ofCustomer)}
        values={values}
        wrong={new Set([...marked.fields, ...(marked.fields.has('unit_id') ? ['unit'] : [])])}
        onChange={(name, value) => setTyped((now) => ({ ...now, [name]: value }))}
      />
      {ofCustomer && (
        <Picker
          column={ACCOUNT}
          label={td('field', 'account_id')}
          value={account.id}
          name={account.name}
          wrong={marked.fields.has('account_id')}
          disabled={false}
          onChange={(id, name) => setAccount({ id: id as string | null, name: (name as string | null) ?? null })}
        />
      )}
      {!ofCustomer && <Skills wrong={marked.fields.has('skills') || undefined} />}
      <Words marked={marked} />
      <button type="submit" class="primary">
        {t('people.send')}
      </button>
    </form>
  );
}

function shapesOf(units: Unit[], ofCustomer: boolean): Shape<keyof Values>[] {
  const places = units.toReversed().map((unit) => [unit.id, unit.name] as const);
  const unit: Shape<'unit'> = { name: 'unit', label: t('people.unit'), type: 'choice', options: places };
  return [
    { name: 'name', label: t('people.name'), required: true, longest: 200 },
    { name: 'login', label: t('sign_in.login'), type: 'email', required: true, longest: 254 },
    { name: 'role', label: t('people.role'), type: 'choice', options: ROLES.map((role) => [role, td('role', role)]) },
    ...(ofCustomer ? [] : [unit]),
  ];
}

function said({ login, name, role, unit }: Values, account: string | null) {
  const ofCustomer = role === OF_CUSTOMER;
  return {
    login: login.trim(),
    name: name.trim(),
    role,
    language: document.documentElement.lang,
    unit_id: ofCustomer ? null : unit || null,
    account_id: ofCustomer ? account : null,
  };
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
