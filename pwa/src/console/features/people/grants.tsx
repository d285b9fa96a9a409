// What somebody may do, and for what part of the organisation.
import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { attempt, toast } from '../../app/toast';
import { type Grant, type Person, readGrants, readScopes, writeGrants } from '../../data/people';
import { Picker } from '../../ui/picker';
import { Select } from '../../ui/select';

const PLACED = new Set(['region', 'station', 'account']);
const FIRST: Grant = { role: 'dispatcher', scope: 'organisation', scope_id: null, name: null };

export function Grants({ person, onClose }: { person: Person; onClose: () => void }) {
  const [grants, setGrants] = useState<Grant[] | null>(null);
  const [scopes, setScopes] = useState<Record<string, string[]>>({});
  useEffect(() => {
    void attempt(() => readGrants(person.id)).then((found) => found && setGrants(found));
    void attempt(readScopes).then((found) => found && setScopes(found));
  }, [person.id]);
  if (!grants) return null;
  const change = (index: number, next: Partial<Grant>) => setGrants(grants.with(index, { ...(grants[index] as Grant), ...next }));
  const save = async () => {
    const done = await attempt(async () => {
      await writeGrants(person.id, grants);
      return true;
    });
    if (!done) return;
    toast.value = { text: t('manage.saved') };
    onClose();
  };
  return (
    <section class="card grants" aria-label={t('people.roles_of', { name: person.name })}>
      <div class="spread">
        <h2>{t('people.roles_of', { name: person.name })}</h2>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {grants.map((grant, index) => (
        <Line
          key={`${grant.role}${grant.scope}${grant.scope_id}`}
          grant={grant}
          name={`scope${index}`}
          scopes={scopes}
          onChange={(next) => change(index, next)}
          onRemove={() => setGrants(grants.toSpliced(index, 1))}
        />
      ))}
      <div class="tools">
        <button type="button" onClick={() => setGrants([...grants, FIRST])}>
          + {t('people.add_role')}
        </button>
        <button type="button" class="primary" onClick={() => void save()}>
          {t('manage.save')}
        </button>
      </div>
    </section>
  );
}

interface LineProps {
  grant: Grant;
  name: string;
  scopes: Record<string, string[]>;
  onChange: (next: Partial<Grant>) => void;
  onRemove: () => void;
}

/** One role, and what it counts for: everything, or a part that is named. */
function Line({ grant, name, scopes, onChange, onRemove }: LineProps) {
  return (
    <div class="grant">
      <Select
        label={t('people.role')}
        value={grant.role}
        options={Object.keys(scopes).map((role) => [role, td('role', role)])}
        onChange={(role) =>
          onChange({ role: role as Role, scope: scopes[role]?.[0] ?? 'organisation', scope_id: null, name: null })
        }
      />
      <Select
        label={t('people.counts_for')}
        value={grant.scope}
        options={(scopes[grant.role] ?? []).map((scope) => [scope, td('scope', scope)])}
        onChange={(scope) => onChange({ scope, scope_id: null, name: null })}
      />
      {PLACED.has(grant.scope) && (
        <Picker
          column={{ name, type: 'ref', ref: grant.scope === 'account' ? 'accounts' : 'units', required: true, choices: [] }}
          label={td('scope', grant.scope)}
          value={grant.scope_id}
          name={grant.name}
          wrong={false}
          disabled={false}
          onChange={(id, name) => onChange({ scope_id: id as string | null, name: (name as string | null) ?? null })}
        />
      )}
      <button type="button" class="plain" aria-label={t('manage.remove', { what: td('role', grant.role) })} onClick={onRemove}>
        ×
      </button>
    </div>
  );
}
