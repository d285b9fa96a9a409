// Site memory at the desk: what engineers found out about the place, and who wrote it. Two who wrote at once are decided here too.
import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { type Edit, SITE_FIELDS, type SiteField } from '../shared/domain.gen';
import { t, td } from '../shared/i18n';
import { date } from '../shared/time';
import { allowed, attempt, toast } from './store';

type Memory = Schemas['Memory'];

export function Site({ order, zone }: { order: string; zone: string }) {
  const [memory, setMemory] = useState<Memory | null>(null);
  const [editing, setEditing] = useState<SiteField | null>(null);
  const address = `/api/orders/${order}/site`;
  const load = async () => allowed('sites.read') && setMemory((await attempt(() => ask<Memory>(address))) ?? null);
  useEffect(() => void load(), [order]);
  if (!memory) return null;
  const mayWrite = allowed('sites.write');

  const write = async (edit: Edit) => {
    const said = await attempt(() => ask<Schemas['Noted']>(address, { method: 'POST', body: edit }));
    if (said?.conflict) toast.value = { text: t('site.both') };
    if (said) setEditing((now) => (now === edit.field ? null : now));
    await load();
  };
  return (
    <section class="site-memory" aria-label={t('place.title')}>
      <h2>{t('place.title')}</h2>
      <dl>
        {SITE_FIELDS.map((field) => {
          const note = memory.notes.find((row) => row.field === field);
          const base = note?.value ?? '';
          return (
            <div key={field} data-field={field}>
              <dt>{td('place', field)}</dt>
              <dd>
                {editing === field ? (
                  <Form
                    field={field}
                    base={base}
                    onSave={(value) => write({ field, base, value, settles: [] })}
                    onCancel={() => setEditing(null)}
                  />
                ) : (
                  <>
                    {base || <span class="soft">{td('place_ask', field)}</span>}
                    {note && (
                      <span class="soft small">
                        {' '}
                        {note.by}, {date(note.at, zone)}
                      </span>
                    )}
                    {mayWrite && (
                      <button type="button" class="plain" onClick={() => setEditing(field)}>
                        {t(base ? 'site.change' : 'site.add')}
                      </button>
                    )}
                  </>
                )}
                {memory.proposals
                  .filter((row) => row.field === field)
                  .map((row) => (
                    <p class="note warn" key={row.id} data-proposal={row.id}>
                      {t('place.proposal', { name: row.by, value: row.value || '–' })}
                      {mayWrite && (
                        <>
                          {' '}
                          <button type="button" onClick={() => void write({ field, base, value: row.value, settles: [row.id] })}>
                            {t('place.take')}
                          </button>{' '}
                          <button type="button" onClick={() => void write({ field, base, value: base, settles: [row.id] })}>
                            {t('place.keep')}
                          </button>
                        </>
                      )}
                    </p>
                  ))}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

interface FormProps {
  field: SiteField;
  base: string;
  onSave: (value: string) => Promise<void>;
  onCancel: () => void;
}

function Form({ field, base, onSave, onCancel }: FormProps) {
  const [value, setValue] = useState(base);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void onSave(value.trim());
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // the field is left, not the order
    onCancel();
  };
  return (
    <form onSubmit={submit} onKeyDown={leave}>
      <textarea
        name={field}
        rows={2}
        maxLength={2000}
        aria-label={td('place', field)}
        value={value}
        ref={(area) => area?.focus()}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button type="submit" class="primary" disabled={value.trim() === base}>
        {t('sheet.save')}
      </button>{' '}
      <button type="button" class="plain" onClick={onCancel}>
        {t('sheet.cancel')}
      </button>
    </form>
  );
}
