import { useEffect, useState } from 'preact/hooks';
import { type Key, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { clockTime } from '../../shared/time';
import { Top } from '../bar';
import { type Draft, type PartLine, read } from '../db';
import { draftOf, change as keep } from '../drafts';
import { save } from '../outbox';
import { keepPhoto } from '../photos';
import { complete, RESULTS, WORK_FIELDS } from '../report';
import { go } from '../router';
import { views } from '../state';

/** The customer signed what he read: a report that is changed has to be read and signed again. */
const change = (draft: Draft, now = false) => keep({ ...draft, signing: undefined }, now);
const REFUSED: Record<'large' | 'not_a_photo' | 'full' | 'not_saved', Key> = {
  large: 'report.photo_large',
  not_a_photo: 'report.photo_failed',
  full: 'report.photo_full',
  not_saved: 'sync.failed',
};
const FINISHABLE = new Set(['diagnosing', 'repairing', 'testing']);

export function ReportForm({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  const draft = draftOf(id);
  if (!view) return null;
  const set = (key: string, value: string) => change({ ...draft, values: { ...draft.values, [key]: value } });
  const toSignature = async () => {
    await keep(draft, true);
    if (FINISHABLE.has(view.status)) await save({ kind: 'act', attendance_id: id, action: 'finish_work', expected: view.status });
    go(`/app/visit/${id}/sign`);
  };
  const ready = complete(draft) && (FINISHABLE.has(view.status) || view.status === 'awaiting_signature');
  return (
    <>
      <Top title={t('report.title')} backTo={`/app/visit/${id}`} />
      <main class="report-form">
        <p class="soft">
          {view.number} · {view.site}
        </p>
        {WORK_FIELDS.map((key) => (
          <label key={key}>
            {td('report', `field_${key}`)}
            <textarea
              name={key}
              rows={2}
              value={draft.values[key] ?? ''}
              onInput={(event) => set(key, event.currentTarget.value)}
            />
          </label>
        ))}
        <fieldset class="choices">
          <legend>{t('report.field_result')}</legend>
          {RESULTS.map((result) => (
            <button
              key={result}
              type="button"
              name={result}
              class={draft.values.result === result ? 'chosen' : ''}
              aria-pressed={draft.values.result === result}
              onClick={() => set('result', result)}
            >
              {t(`report.result_${result}` as Key)}
            </button>
          ))}
        </fieldset>
        <Parts draft={draft} />
        <Photos draft={draft} />
      </main>
      <footer class="actions">
        <p class="soft small" role="status">
          {!complete(draft)
            ? t('report.needed')
            : draft.saved_at
              ? t('report.draft_saved', { at: clockTime(draft.saved_at, view.time_zone) })
              : ''}
        </p>
        <button type="button" class="primary big" disabled={!ready} onClick={() => void toSignature()}>
          {t('report.to_signature')}
        </button>
      </footer>
    </>
  );
}

function Parts({ draft }: { draft: Draft }) {
  const set = (parts: PartLine[]) => change({ ...draft, parts });
  const edit = (index: number, part: Partial<PartLine>) =>
    set(draft.parts.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <section>
      <h2>{t('report.parts')}</h2>
      {draft.parts.map((part, index) => (
        <div class="part-line card" key={index}>
          <div class="choices">
            {(['in', 'out'] as const).map((direction) => (
              <button
                key={direction}
                type="button"
                class={part.direction === direction ? 'chosen' : ''}
                aria-pressed={part.direction === direction}
                onClick={() => edit(index, { direction })}
              >
                {t(`report.part_${direction}`)}
              </button>
            ))}
          </div>
          <input
            aria-label={t('report.part_name')}
            placeholder={t('report.part_name')}
            value={part.name}
            onInput={(e) => edit(index, { name: e.currentTarget.value })}
          />
          <input
            aria-label={t('report.part_number')}
            placeholder={t('report.part_number')}
            value={part.number}
            onInput={(e) => edit(index, { number: e.currentTarget.value })}
          />
          <input
            aria-label={t('report.part_serial')}
            placeholder={t('report.part_serial')}
            value={part.serial}
            onInput={(e) => edit(index, { serial: e.currentTarget.value })}
          />
          <button type="button" class="plain danger" onClick={() => set(draft.parts.filter((_, at) => at !== index))}>
            {t('report.remove')}
          </button>
        </div>
      ))}
      <button
        type="button"
        class="big"
        onClick={() => set([...draft.parts, { direction: 'in', name: '', number: '', serial: '' }])}
      >
        <Icon name="plus" />
        {t('report.add_part')}
      </button>
    </section>
  );
}

function Photos({ draft }: { draft: Draft }) {
  const [problem, setProblem] = useState('');
  const take = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    setProblem('');
    for (const file of files) {
      const kept = await keepPhoto(file);
      if ('refused' in kept) setProblem(t(REFUSED[kept.refused]));
      else {
        const now = draftOf(draft.attendance_id);
        change({ ...now, photos: [...new Set([...now.photos, kept.sha256])] }, true);
      }
    }
  };
  return (
    <section>
      <h2>{t('report.photos')}</h2>
      <div class="photos">
        {draft.photos.map((hash) => (
          <figure key={hash}>
            <Picture sha256={hash} />
            <button
              type="button"
              aria-label={t('report.remove')}
              onClick={() => change({ ...draft, photos: draft.photos.filter((row) => row !== hash) }, true)}
            >
              <Icon name="x" />
            </button>
          </figure>
        ))}
        <label class="button take-photo">
          <Icon name="camera" />
          {t('report.add_photo')}
          <input
            type="file"
            accept="image/*"
            capture="environment"
            multiple
            class="hidden"
            onChange={(event) => void take(event)}
          />
        </label>
      </div>
      {problem && (
        <p class="note bad" role="alert" ref={(line) => line?.scrollIntoView({ block: 'center' })}>
          {problem}
        </p>
      )}
    </section>
  );
}

export function Picture({ sha256 }: { sha256: string }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    let made = '';
    void read(['blobs'], (tx) => tx.objectStore('blobs').get(sha256)).then((row) => {
      if (row) setUrl((made = URL.createObjectURL(new Blob([row.bytes], { type: row.mime }))));
    });
    return () => URL.revokeObjectURL(made);
  }, [sha256]);
  return url ? <img src={url} alt="" /> : null;
}
