// The list as a file: what its filters leave, with the columns and in the order of the screen.
import { useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { attempt, toast } from '../../app/toast';
import { makeSheet } from '../../data/list';
import { COLUMNS, textOf } from './columns';
import { columns, sorted } from './shown';
import { loadOlder, older, rows } from './state';

const FORMS = ['xlsx', 'csv'] as const;
const MOST = 10_000; // rows of one file

export function Export() {
  const [busy, setBusy] = useState(false);
  const save = async (form: (typeof FORMS)[number]) => {
    setBusy(true);
    while (older.value && rows.value.size < MOST) {
      const before = older.value;
      await loadOlder();
      if (older.value === before) break; // it failed, and that was said
    }
    await attempt(async () => saveAs(await makeSheet(form, table()), `orders.${form}`));
    setBusy(false);
    if (older.value) toast.value = { text: t('list.exported_part', { n: sorted.value.length }) };
  };
  return (
    <span class="export inline-label">
      {t('list.export')}
      {FORMS.map((form) => (
        <button
          key={form}
          type="button"
          data-export={form}
          disabled={busy || sorted.value.length === 0}
          onClick={() => void save(form)}
        >
          {form.toUpperCase()}
        </button>
      ))}
    </span>
  );
}

function table() {
  const header = columns.value.map((name) => {
    const column = COLUMNS[name];
    return column ? t(column.label) : name;
  });
  return { header, rows: sorted.value.map((row) => columns.value.map((name) => textOf(name, row))) };
}

function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it after the press
}
