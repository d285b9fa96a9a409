// Photos of a report: taken, chosen, and taken out again.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Key, t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { PHOTOS } from '../bounds';
import { read } from '../db';
import { photo, withoutPhoto } from '../draft-edits';
import { changeNow, draftOf } from '../drafts';
import type { Draft } from '../model';
import { keepPhoto } from '../photos';
import { Camera } from './camera';

const REFUSED: Record<'large' | 'not_a_photo' | 'full' | 'not_saved', Key> = {
  large: 'report.photo_large',
  not_a_photo: 'report.photo_failed',
  full: 'report.photo_full',
  not_saved: 'sync.failed',
};

/** Photos that are being taken in: the report is not shown to anybody before they are in it. */
export const adding = signal(0);

export function Photos({ draft }: { draft: Draft }) {
  const [problem, setProblem] = useState('');
  const [shooting, setShooting] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const add = (file: File) => addTo(draft.attendance_id, file);
  const choose = async (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    setProblem('');
    adding.value += 1;
    for (const file of files) {
      const said = await add(file).catch(() => t('report.photo_failed')); // the next one may be sound
      if (said) setProblem(said);
    }
    adding.value -= 1;
  };
  const shoot = async () => {
    // Whatever the camera does to this page, what was typed is down; where it is not, the red banner says why it stays shut.
    await changeNow(draft.attendance_id).then(
      () => setShooting(true),
      () => undefined,
    );
  };
  const blind = () => {
    setShooting(false);
    chooser.current?.click();
  };
  return (
    <section>
      <h2>{t('report.photos')}</h2>
      <div class="pair">
        <button type="button" class="big" data-camera onClick={() => void shoot()}>
          <Icon name="camera" />
          {t('report.add_photo')}
        </button>
        <label class="button big take-photo">
          <Icon name="image" />
          {t('report.choose_photo')}
          <input ref={chooser} type="file" accept="image/*" multiple class="hidden" onChange={(event) => void choose(event)} />
        </label>
      </div>
      {draft.photos.length > 0 && <Pictures draft={draft} />}
      {problem && (
        <p class="note bad" role="alert" ref={(line) => line?.scrollIntoView({ block: 'center' })}>
          {problem}
        </p>
      )}
      {shooting && <Camera onTaken={add} onBlind={blind} onClose={() => setShooting(false)} />}
    </section>
  );
}

/** '' where it is kept; else why not, in words. */
async function addTo(attendance_id: string, file: File): Promise<string> {
  if (draftOf(attendance_id).photos.length >= PHOTOS) return t('report.photos_most', { most: PHOTOS });
  const kept = await keepPhoto(file);
  if ('refused' in kept) return t(REFUSED[kept.refused]);
  return changeNow(attendance_id, photo(kept.sha256)).then(
    () => '',
    () => t('sync.failed'),
  );
}

function Pictures({ draft }: { draft: Draft }) {
  return (
    <div class="photos">
      {draft.photos.map((hash) => (
        <figure key={hash}>
          <Picture sha256={hash} />
          <button
            type="button"
            aria-label={t('report.remove')}
            onClick={() => void changeNow(draft.attendance_id, withoutPhoto(hash)).catch(() => undefined)}
          >
            <Icon name="x" />
          </button>
        </figure>
      ))}
    </div>
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
