// The photos of a report: small, large with what is on them, and those that were taken out.
import { useState } from 'preact/hooks';
import { type Key, t } from '../../shared/i18n';
import { caption, withoutPhoto } from '../draft-edits';
import { change, changeNow } from '../drafts';
import type { Draft } from '../model';
import { Veil } from '../sheet';
import { Picture } from './picture';

const MOST = 150; // signs: with before or after it still fits under the photo
const WHEN = ['before', 'after'] as const;

export function Pictures({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <div class="photos">
        {draft.photos.map((hash) => (
          <figure key={hash}>
            <button type="button" class="plain enlarge" aria-label={t('photo.open')} data-enlarge onClick={() => setOpen(hash)}>
              <Picture sha256={hash} />
            </button>
            <Said draft={draft} hash={hash} />
          </figure>
        ))}
      </div>
      {open && draft.photos.includes(open) && <Large draft={draft} hash={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Said({ draft, hash }: { draft: Draft; hash: string }) {
  const said = draft.captions?.[hash];
  const words = [said?.when && t(`report.photo_${said.when}`), said?.text].filter(Boolean).join(' · ');
  return words ? <figcaption class="small">{words}</figcaption> : null;
}

/** Large enough to see whether it is sharp; here it is also said what it shows, and here alone it is taken out. */
function Large({ draft, hash, onClose }: { draft: Draft; hash: string; onClose: () => void }) {
  const said = draft.captions?.[hash];
  const say = (more: Parameters<typeof caption>[1]) => change(draft.attendance_id, caption(hash, more));
  const remove = () => {
    onClose();
    void changeNow(draft.attendance_id, withoutPhoto(hash)).catch(() => undefined); // the red banner says it
  };
  return (
    <Veil label={t('photo.open')} onClose={onClose}>
      <div class="sheet large-photo">
        <Picture sha256={hash} />
        <fieldset class="choices">
          <legend class="hidden">{t('photo.when')}</legend>
          {WHEN.map((when) => (
            <button
              key={when}
              type="button"
              class={said?.when === when ? 'chosen' : ''}
              aria-pressed={said?.when === when}
              data-when={when}
              onClick={() => say({ when: said?.when === when ? undefined : when })}
            >
              {t(`report.photo_${when}`)}
            </button>
          ))}
        </fieldset>
        <label>
          {t('photo.caption')}
          <input
            name="caption"
            maxLength={MOST}
            value={said?.text ?? ''}
            onInput={(event) => say({ text: event.currentTarget.value })}
          />
        </label>
        <button type="button" class="primary big" onClick={onClose}>
          {t('photo.done')}
        </button>
        <button type="button" class="plain danger big" data-remove onClick={remove}>
          {t('report.remove')}
        </button>
      </div>
    </Veil>
  );
}

interface RemovedProps {
  hashes: readonly string[];
  /** Until when they stay. */
  words?: Key;
  onPutBack: (sha256: string) => void;
}

/** What was taken out stays here until the report is sealed, or what it belongs to is said. */
export function Removed({ hashes, words = 'photo.removed', onPutBack }: RemovedProps) {
  if (!hashes.length) return null;
  return (
    <details class="card more" data-removed>
      <summary>{t(words, { n: hashes.length })}</summary>
      <div class="photos">
        {hashes.map((hash) => (
          <figure key={hash}>
            <Picture sha256={hash} />
            <button type="button" class="big" data-put-back onClick={() => onPutBack(hash)}>
              {t('photo.put_back')}
            </button>
          </figure>
        ))}
      </div>
    </details>
  );
}
