// A serial number by the camera, or typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Veil } from '../sheet';

/** Reads a code with the camera; the decoder comes only when somebody scans. Typing always works. */
export function Scanner({ onFound, onClose }: { onFound: (serial: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [blind, setBlind] = useState(false);
  const [typed, setTyped] = useState('');

  useEffect(() => {
    let stop: (() => void) | undefined;
    let closed = false;
    const look = async () => {
      const { watch } = await import('../scan-decoder');
      if (video.current && !closed) stop = await watch(video.current, onFound);
      if (closed) stop?.();
    };
    look().catch(() => setBlind(true));
    return () => {
      closed = true;
      stop?.();
    };
  }, []);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.trim()) onFound(typed.trim());
  };
  return (
    <Veil class="scanner" label={blind ? t('scan.no_camera') : t('scan.title')} onClose={onClose}>
      <form class="sheet" onSubmit={submit}>
        <h2>{blind ? t('scan.no_camera') : t('scan.title')}</h2>
        {!blind && <video ref={video} muted playsInline />}
        <label>
          {t('scan.type')}
          <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocapitalize="characters" />
        </label>
        <button type="submit" class="primary big" disabled={!typed.trim()}>
          {t('scan.use')}
        </button>
        <button type="button" class="plain big" onClick={onClose}>
          {t('sheet.cancel')}
        </button>
      </form>
    </Veil>
  );
}
