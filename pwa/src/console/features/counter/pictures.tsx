// Photos of a device at the counter: small, by a tap large; there one is taken away, and can be put back until the report is signed.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { FINISHED } from '../../../shared/domain.gen';
import { type Key, t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { photoOf, removePhoto } from '../../data/counter';
import { onEscape } from '../../ui/on-escape';
import { type Detail, refresh } from '../orders/state';

type Photo = Schemas['Photo'];

interface Props {
  order: string;
  photos: Photo[];
  label: Key;
  /** It may still be taken away. */
  open: boolean;
}

export function Pictures({ order, photos, label, open }: Props) {
  const [large, setLarge] = useState<string | null>(null);
  if (!photos.length) return null;
  const shown = large && photos.some(({ sha256 }) => sha256 === large) ? large : null;
  const take = () => {
    setLarge(null);
    if (shown) void takeAway(order, shown);
  };
  return (
    <div class="pictures" role="group" aria-label={t(label)}>
      {photos.map(({ sha256 }) => (
        <button key={sha256} type="button" class="plain" aria-label={t('photo.open')} data-photo onClick={() => setLarge(sha256)}>
          <img src={photoOf(order, sha256)} alt="" />
        </button>
      ))}
      {shown && (
        <Large src={photoOf(order, shown)} label={t(label)} onTake={open ? take : undefined} onClose={() => setLarge(null)} />
      )}
    </div>
  );
}

/** What a caller sent, at the order of a visit. */
export function SentPictures({ open: { line, photos = [] } }: { open: Detail }) {
  if (!photos.length) return null;
  return (
    <section data-sent-photos>
      <h2>{t('form.photos')}</h2>
      <Pictures order={line.id} photos={photos} label="form.photos" open={allowed('counter') && !FINISHED.has(line.status)} />
    </section>
  );
}

async function say(order: string, sha256: string, removed: boolean): Promise<boolean> {
  const done = await attempt(async () => {
    await removePhoto(order, sha256, removed);
    return true;
  });
  await refresh();
  return Boolean(done);
}

async function takeAway(order: string, sha256: string): Promise<void> {
  if (!(await say(order, sha256, true))) return;
  const undo = async () => {
    if (await say(order, sha256, false)) toast.value = { text: t('toast.undone') };
  };
  toast.value = { text: t('counter.photo_removed'), undo };
}

/** What was taken away, until the report is signed. */
export function RemovedPictures({ order, photos }: { order: string; photos: Photo[] }) {
  if (!photos.length) return null;
  return (
    <details data-removed-photos>
      <summary>{t('counter.photos_removed', { n: photos.length })}</summary>
      <div class="pictures">
        {photos.map(({ sha256 }) => (
          <div key={sha256}>
            <img src={photoOf(order, sha256)} alt="" />
            <button type="button" data-put-back onClick={() => void say(order, sha256, false)}>
              {t('photo.put_back')}
            </button>
          </div>
        ))}
      </div>
    </details>
  );
}

interface LargeProps {
  src: string;
  label: string;
  onTake: (() => void) | undefined;
  onClose: () => void;
}

function Large({ src, label, onTake, onClose }: LargeProps) {
  const here = useRef<HTMLDialogElement>(null);
  useEffect(() => here.current?.showModal(), []);
  return (
    <dialog ref={here} class="large-picture" aria-label={label} onClick={onClose} onKeyDown={onEscape(onClose)} onClose={onClose}>
      <img src={src} alt="" />
      <div class="spread">
        {onTake ? (
          <button
            type="button"
            data-take-away
            onClick={(event) => {
              event.stopPropagation();
              onTake();
            }}
          >
            <Icon name="x" />
            {t('counter.remove_photo')}
          </button>
        ) : (
          <span />
        )}
        <button type="button" class="primary">
          {t('photo.done')}
        </button>
      </div>
    </dialog>
  );
}
