// The camera inside the app: the system's own would let the browser be ended behind it, with all that is not written yet.
import { useState } from 'preact/hooks';
import { still, useCamera } from '../../shared/camera';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { Veil } from '../sheet';

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
