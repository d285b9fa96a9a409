// The clerk photographs what is handed in, or chooses files: sent at once, with what becomes of each.
import { useEffect, useRef, useState } from 'preact/hooks';
import { still, useCamera } from '../../../shared/camera';
import { type Key, t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { type Row, usePhotos } from './use-photos';

/** ready: the hashes of those that the server has. */
export interface TakenPhotos {
  ready: string[];
  sending: boolean;
}

export const NO_PHOTOS: TakenPhotos = { ready: [], sending: false };

interface Props {
  label?: Key;
  /** Hashes of those that were sent before the page was opened again. */
  before?: readonly string[];
  onChange: (photos: TakenPhotos) => void;
}

export function Photos({ label = 'counter.photos', before = [], onChange }: Props) {
  const { rows, add, drop, start } = usePhotos();
  const [earlier, setEarlier] = useState(before);
  const [shooting, setShooting] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const ready = [...earlier, ...rows.flatMap(({ hash }) => hash || [])];
    onChange({ ready, sending: rows.some(({ hash, refused }) => !hash && !refused) });
  }, [rows, earlier]);
  const choose = ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => {
    add([...(input.files ?? [])]);
    input.value = '';
  };
  const blind = () => {
    setShooting(false);
    chooser.current?.click();
  };
  return (
    <fieldset class="photos">
      <legend>{t(label)}</legend>
      <div class="tools">
        <button type="button" data-camera aria-pressed={shooting} onClick={() => setShooting(!shooting)}>
          <Icon name="camera" />
          {t('report.add_photo')}
        </button>
        <label class="button">
          <Icon name="image" />
          {t('report.choose_photo')}
          <input ref={chooser} type="file" name="photos" accept="image/*" multiple class="hidden" onChange={choose} />
        </label>
      </div>
      {shooting && <Lens onTaken={(file) => add([file])} onBlind={blind} />}
      {earlier.length > 0 && (
        <p class="spread small" data-before>
          {t('form.photos_before', { n: earlier.length })}
          <button type="button" class="plain" onClick={() => setEarlier([])}>
            {t('report.remove')}
          </button>
        </p>
      )}
      {rows.length > 0 && (
        <ul>
          {rows.map((row) => (
            <Line key={row.key} row={row} onDrop={() => drop(row)} onAgain={() => start(row)} />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function Lens({ onTaken, onBlind }: { onTaken: (file: File) => void; onBlind: () => void }) {
  const { video, seeing } = useCamera(onBlind);
  const shoot = async () => {
    if (video.current) onTaken(await still(video.current));
  };
  return (
    <div class="lens">
      <video ref={video} muted playsInline />
      <button type="button" class="primary" disabled={!seeing} data-shoot onClick={() => void shoot()}>
        {t('camera.shoot')}
      </button>
    </div>
  );
}

function Line({ row, onDrop, onAgain }: { row: Row; onDrop: () => void; onAgain: () => void }) {
  const state = row.hash ? 'ready' : row.refused ? 'refused' : 'sending';
  return (
    <li data-taken={state}>
      {state === 'refused' && !row.again ? <Icon name="image" /> : <img src={row.url} alt="" />}
      <div class="grow">
        <span class="file">{row.file.name}</span>
        {state === 'sending' && (
          <>
            <progress value={row.share} aria-label={row.file.name} />
            <span class="soft small">{t('counter.photo_sending', { share: Math.round(row.share * 100) })}</span>
          </>
        )}
        {row.refused && (
          <span class="bad-word small" role="alert">
            {row.refused}
          </span>
        )}
      </div>
      {row.again && (
        <button type="button" class="plain" onClick={onAgain}>
          {t('counter.photo_again')}
        </button>
      )}
      <button type="button" class="plain" aria-label={t('report.remove')} onClick={onDrop}>
        <Icon name="x" />
      </button>
    </li>
  );
}
