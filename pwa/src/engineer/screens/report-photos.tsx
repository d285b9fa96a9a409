// Photos of a report, or of an inspection: taken, chosen, and taken out again.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type Key, t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { PHOTOS } from '../bounds';
import { type Change, photo } from '../draft-edits';
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
  const { attendance_id, photos } = draft;
  const most = () => draftOf(attendance_id).photos.length >= PHOTOS && t('report.photos_most', { most: PHOTOS });
  return (
    <section>
      <h2>{t('report.photos')}</h2>
      <TakePhotos attendance_id={attendance_id} most={most} put={photo}>
        {photos.length > 0 && <Pictures draft={draft} />}
        <Removed hashes={draft.removed ?? []} onPutBack={(hash) => putIn(attendance_id, photo(hash))} />
      </TakePhotos>
    </section>
  );
}

interface TakeProps {
  attendance_id: string;
  /** Why no more are taken, in words. */
  most: () => string | false;
  /** Where in the draft a photo goes. */
  put: (sha256: string) => Change;
  children: ComponentChildren;
}

/** The camera of the app, or files; each is kept on the phone before it stands in the draft. */
export function TakePhotos({ attendance_id, most, put, children }: TakeProps) {
  const [problem, setProblem] = useState('');
  const [shooting, setShooting] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const add = async (file: File) => most() || addTo(attendance_id, file, put);
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
    await changeNow(attendance_id).then(
      () => setShooting(true),
      () => undefined,
    );
  };
  const blind = () => {
    setShooting(false);
    chooser.current?.click();
  };
  return (
    <>
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
      {children}
      {problem && (
        <p class="note bad" role="alert" ref={(line) => line?.scrollIntoView({ block: 'center' })}>
          {problem}
        </p>
      )}
      {shooting && <Camera onTaken={add} onBlind={blind} onClose={() => setShooting(false)} />}
    </>
  );
}

/** Where nothing could be written the red banner says it. */
export function putIn(attendance_id: string, made: Change): void {
  void changeNow(attendance_id, made).catch(() => undefined);
}

/** '' where it is kept; else why not, in words. */
async function addTo(attendance_id: string, file: File, put: TakeProps['put']): Promise<string> {
  const kept = await keepPhoto(file);
  if ('refused' in kept) return t(REFUSED[kept.refused]);
  return changeNow(attendance_id, put(kept.sha256)).then(
    () => '',
    () => t('sync.failed'),
  );
}
