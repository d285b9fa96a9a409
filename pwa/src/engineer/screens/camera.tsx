// The camera inside the app: the system's own would let the browser be ended behind it, with all that is not written yet.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { Veil } from '../sheet';

const WANTED = { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1920 } };

interface Props {
  /** Resolves to what went wrong, in words; '' where the photo is kept. */
  onTaken: (file: File) => Promise<string>;
  /** There is no camera, or the engineer did not allow it. */
  onBlind: () => void;
  onClose: () => void;
}

export function Camera({ onTaken, onBlind, onClose }: Props) {
  const { video, seeing, setSeeing } = useCamera(onBlind);
  const [count, setCount] = useState(0);
  const [problem, setProblem] = useState('');

  const shoot = async () => {
    if (!video.current) return;
    setSeeing(false); // one at a time
    const said = await still(video.current)
      .then(onTaken)
      .catch(() => t('camera.failed'));
    setProblem(said);
    if (!said) setCount(count + 1);
    setSeeing(true);
  };
  return (
    <Veil class="camera" label={t('camera.title')} onClose={onClose}>
      <video ref={video} muted playsInline />
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <div class="camera-keys">
        <button type="button" class="big" onClick={onClose}>
          {count ? t('camera.done', { n: count }) : t('sheet.cancel')}
        </button>
        <button
          type="button"
          class="shutter"
          aria-label={t('camera.shoot')}
          data-shoot
          disabled={!seeing}
          onClick={() => void shoot()}
        >
          <Icon name="camera" />
        </button>
        <span class="count" role="status">
          {count > 0 && t('camera.kept', { n: count })}
        </span>
      </div>
    </Veil>
  );
}

function useCamera(onBlind: () => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [seeing, setSeeing] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    const look = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
      if (closed || !video.current) return stop(stream);
      video.current.srcObject = stream;
      await video.current.play();
      setSeeing(true);
    };
    look().catch(() => {
      if (!closed) onBlind();
    });
    return () => {
      closed = true;
      stop(stream);
    };
  }, []);
  return { video, seeing, setSeeing };
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function still(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
  return new File(blob ? [blob] : [], 'camera.jpg', { type: 'image/jpeg' });
}
