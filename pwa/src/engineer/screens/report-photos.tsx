// Photos of a report: taken, chosen, and taken out again.
import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { type Key, t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { PHOTOS } from '../bounds';
import { photo } from '../draft-edits';
import { changeNow, draftOf } from '../drafts';
import type { Draft } from '../model';
import { keepPhoto } from '../photos';
import { Camera } from './camera';
import { Pictures, Removed } from './pictures';

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
      <Removed draft={draft} />
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
