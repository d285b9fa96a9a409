import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { t, td } from '../shared/i18n';
import { Icon } from '../shared/icon';
import { Picker } from './manage/picker';
import { attempt, toast } from './store';

type Grant = Schemas['Grant'];
const PLACED = new Set(['region', 'station', 'account']);

/** What somebody may do, and for what part of the organisation. */
export function Grants({ person, onClose }: { person: Schemas['PersonLine']; onClose: () => void }) {
  const [grants, setGrants] = useState<Grant[] | null>(null);
  const [scopes, setScopes] = useState<Record<string, string[]>>({});
  useEffect(() => {
    void attempt(() => ask<Grant[]>(`/api/people/${person.id}/grants`)).then((found) => found && setGrants(found));
    void attempt(() => ask<Record<string, string[]>>('/api/scopes')).then((found) => found && setScopes(found));
  }, [person.id]);
  if (!grants) return null;
  const change = (index: number, next: Partial<Grant>) => setGrants(grants.with(index, { ...(grants[index] as Grant), ...next }));
  const save = async () => {
    const done = await attempt(async () => {
      await ask(`/api/people/${person.id}/grants`, { method: 'PUT', body: grants });
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
        <div key={`${grant.role}${grant.scope}${grant.scope_id}`} class="grant">
          <label>
            {t('people.role')}
            <select
              value={grant.role}
              onChange={(event) => {
                const role = event.currentTarget.value as Grant['role'];
                change(index, { role, scope: scopes[role]?.[0] ?? 'organisation', scope_id: null, name: null });
              }}
            >
              {Object.keys(scopes).map((role) => (
                <option key={role} value={role}>
                  {td('role', role)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('people.counts_for')}
            <select
              value={grant.scope}
              onChange={(event) => change(index, { scope: event.currentTarget.value, scope_id: null, name: null })}
            >
              {(scopes[grant.role] ?? []).map((scope) => (
                <option key={scope} value={scope}>
                  {td('scope', scope)}
                </option>
              ))}
            </select>
          </label>
          {PLACED.has(grant.scope) && (
            <Picker
              column={{
                name: `scope${index}`,
                type: 'ref',
                ref: grant.scope === 'account' ? 'accounts' : 'units',
                needed: true,
                choices: [],
              }}
              label={td('scope', grant.scope)}
              value={grant.scope_id}
              name={grant.name}
              wrong={false}
              disabled={false}
              onChange={(id, name) => change(index, { scope_id: id as string | null, name: (name as string | null) ?? null })}
            />
          )}
          <button
            type="button"
            class="plain"
            aria-label={t('manage.remove', { what: td('role', grant.role) })}
            onClick={() => setGrants(grants.toSpliced(index, 1))}
          >
            ×
          </button>
        </div>
      ))}
      <div class="tools">
        <button
          type="button"
          onClick={() => setGrants([...grants, { role: 'dispatcher', scope: 'organisation', scope_id: null, name: null }])}
        >
          + {t('people.add_role')}
        </button>
        <button type="button" class="primary" onClick={() => void save()}>
          {t('manage.save')}
        </button>
      </div>
    </section>
  );
}
