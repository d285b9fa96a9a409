// Site memory at the desk: what engineers found out about the place, and who wrote it. Two who wrote at once are decided here too.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { SITE_FIELDS, type SiteEdit, type SiteField } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { date } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { readSite, writeSite } from '../../data/sites';
import { onEscape } from '../../ui/on-escape';

type Memory = Schemas['Memory'];

export function Site({ order, zone }: { order: string; zone: string }) {
  const [memory, setMemory] = useState<Memory | null>(null);
  const [editing, setEditing] = useState<SiteField | null>(null);
  const load = async () => allowed('sites.read') && setMemory((await attempt(() => readSite(order))) ?? null);
  useEffect(() => void load(), [order]);
  if (!memory) return null;
  const write = async (edit: SiteEdit) => {
    const said = await attempt(() => writeSite(order, edit));
    if (said?.conflict) toast.value = { text: t('site.both') };
    if (said) setEditing((now) => (now === edit.field ? null : now));
    await load();
  };
  return (
    <section class="site-memory" aria-label={t('place.title')}>
      <h2>{t('place.title')}</h2>
      <dl>
        {SITE_FIELDS.map((field) => (
          <Known
            key={field}
            field={field}
            memory={memory}
            zone={zone}
            editing={editing === field}
            onEdit={(open) => setEditing(open ? field : null)}
            onWrite={write}
          />
        ))}
      </dl>
    </section>
  );
}

interface KnownProps {
  field: SiteField;
  memory: Memory;
  zone: string;
  editing: boolean;
  onEdit: (open: boolean) => void;
  onWrite: (edit: SiteEdit) => Promise<void>;
}

function Known({ field, memory, zone, editing, onEdit, onWrite }: KnownProps) {
  const note = memory.notes.find((row) => row.field === field);
  const base = note?.value ?? '';
  const mayWrite = allowed('sites.write');
  const write = (value: string, settles: string[]) => onWrite({ field, base, value, settles });
  return (
    <div data-field={field}>
      <dt>{td('place', field)}</dt>
      <dd>
        {editing ? (
          <Form field={field} base={base} onSave={(value) => write(value, [])} onCancel={() => onEdit(false)} />
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
              <button type="button" class="plain" onClick={() => onEdit(true)}>
                {t(base ? 'site.change' : 'site.add')}
              </button>
            )}
          </>
        )}
        {memory.proposals
          .filter((row) => row.field === field)
          .map((row) => (
            <Proposal key={row.id} row={row} base={base} onDecide={(value) => void write(value, [row.id])} />
          ))}
      </dd>
    </div>
  );
}

interface ProposalProps {
  row: Memory['proposals'][number];
  base: string;
  onDecide: (value: string) => void;
}

/** Another wrote at the same time: one of the two stays. */
function Proposal({ row, base, onDecide }: ProposalProps) {
  return (
    <p class="note warn" data-proposal={row.id}>
      {t('place.proposal', { name: row.by, value: row.value || '–' })}
      {allowed('sites.write') && (
        <>
          {' '}
          <button type="button" onClick={() => onDecide(row.value)}>
            {t('place.take')}
          </button>{' '}
          <button type="button" onClick={() => onDecide(base)}>
            {t('place.keep')}
          </button>
        </>
      )}
    </p>
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
  return (
    <form onSubmit={submit} onKeyDown={onEscape(onCancel)}>
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
