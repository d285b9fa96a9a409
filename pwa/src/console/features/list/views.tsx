// Views of the list that were saved under a name: one's own, and those that are shared.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { hasWords } from '../../../shared/status';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { forgetView, listViews, saveView, type View } from '../../data/list';
import { NeededField } from '../../ui/needed-field';
import { query, showView } from './address';

const views = signal<readonly View[]>([]);

async function read(): Promise<void> {
  views.value = (await attempt(listViews)) ?? views.value;
}

export function Views() {
  useEffect(() => void read(), []);
  const now = views.value.find((view) => view.query === query.value);
  return (
    <details class="facet" name="facet" data-views>
      <summary>{now ? `${t('list.view')}: ${now.name}` : t('list.views')}</summary>
      <div class="facet-values" tabIndex={-1}>
        {views.value.length === 0 && <p class="soft small">{t('list.no_view')}</p>}
        {views.value.map((view) => (
          <Saved key={view.id} view={view} current={view === now} />
        ))}
        <Save />
      </div>
    </details>
  );
}

function Saved({ view, current }: { view: View; current: boolean }) {
  const forget = async () => {
    await attempt(() => forgetView(view.id));
    await read();
  };
  return (
    <div class="spread">
      <button
        type="button"
        class="plain grow"
        data-view={view.name}
        aria-current={current}
        onClick={(event) => {
          event.currentTarget.closest('details')?.removeAttribute('open');
          showView(view.query);
        }}
      >
        {view.name}
        {view.shared && (
          <span class="soft small"> · {view.mine ? t('list.shared') : t('list.shared_by', { name: view.by })}</span>
        )}
      </button>
      {(view.mine || allowed('organisation.read')) && (
        <button type="button" class="plain" aria-label={t('list.forget_view', { name: view.name })} onClick={() => void forget()}>
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}

function Save() {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [blank, setBlank] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBlank(!hasWords(name));
    if (!hasWords(name)) return;
    const done = await attempt(async () => {
      await saveView({ name, query: query.value, shared });
      return true;
    });
    if (!done) return;
    setName('');
    toast.value = { text: t('list.view_saved', { name }) };
    await read();
  };
  return (
    <form class="save-view" noValidate onSubmit={(event) => void submit(event)}>
      <NeededField name="view" label={t('list.save_view')} value={name} blank={blank} onInput={setName} />
      {allowed('master.read') && (
        <label class="check">
          <input type="checkbox" name="shared" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
          {t('list.share')}
        </label>
      )}
      <button type="submit">{t('list.save')}</button>
    </form>
  );
}
