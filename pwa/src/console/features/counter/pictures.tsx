// How the device looked when it came: small, and by a tap large.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { photoOf } from '../../data/counter';
import { onEscape } from '../../ui/on-escape';

export function Pictures({ order, photos }: { order: string; photos: Schemas['Photo'][] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (!photos.length) return null;
  return (
    <div class="pictures" role="group" aria-label={t('counter.photos')}>
      {photos.map(({ sha256 }) => (
        <button key={sha256} type="button" class="plain" aria-label={t('photo.open')} data-photo onClick={() => setOpen(sha256)}>
          <img src={photoOf(order, sha256)} alt="" />
        </button>
      ))}
      {open && <Large src={photoOf(order, open)} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Large({ src, onClose }: { src: string; onClose: () => void }) {
  const here = useRef<HTMLDialogElement>(null);
  useEffect(() => here.current?.showModal(), []);
  return (
    <dialog
      ref={here}
      class="large-picture"
      aria-label={t('counter.photos')}
      onClick={onClose}
      onKeyDown={onEscape(onClose)}
      onClose={onClose}
    >
      <img src={src} alt="" />
      <button type="button" class="primary">
        {t('photo.done')}
      </button>
    </dialog>
  );
}
