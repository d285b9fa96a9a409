// For how many days each kind of record is kept: within what the product needs itself.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { toast } from '../../app/toast';
import { keepFor, type Retention } from '../../data/retention';
import { Refused, useRefused } from '../../ui/marked';
import { NumberField } from '../../ui/number-field';

const MOST = 36_500;

export function Terms({ found, onChanged }: { found: Retention; onChanged: () => Promise<void> }) {
  const [said, setSaid] = useState(found.kept);
  const [unread, setUnread] = useState(false);
  const { form, refused, fields, attend } = useRefused<HTMLFormElement>();
  const changed = said.filter((row, n) => row.days !== found.kept[n]?.days);
  const dirty = unread || changed.length > 0;
  useEffect(() => (dirty ? hold() : undefined), [dirty]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await attend(async () => {
      for (const row of changed) await keepFor(row);
      toast.value = { text: t('retention.saved') };
      await onChanged();
    });
  };
  return (
    <form ref={form} class="fields organisation" onSubmit={(event) => void submit(event)}>
      <h2>{t('retention.terms')}</h2>
      {said.map((row, n) => {
        const term = found.terms.find(({ what }) => what === row.what);
        return (
          <div key={row.what}>
            <label>
              {t('retention.days', { what: td('kept', row.what), n: term?.fewest ?? 1 })}
              <NumberField
                name={row.what}
                value={row.days}
                min={term?.fewest ?? 1}
                max={MOST}
                required
                onChange={(days) => setSaid(said.with(n, { ...row, days: days ?? row.days }))}
                onUnread={setUnread}
              />
            </label>
            <p class="soft small">{td('kept_means', row.what)}</p>
          </div>
        );
      })}
      <Refused refused={refused} fields={fields} />
      <button type="submit" class="primary" disabled={changed.length === 0 || unread}>
        {t('manage.save')}
      </button>
    </form>
  );
}
