// The camera in the page itself.
import { useEffect, useRef, useState } from 'preact/hooks';

const WANTED = { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1920 } };

/** onBlind: there is no camera, or the person did not allow it. */
export function useCamera(onBlind: () => void) {
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

export async function still(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
  return new File(blob ? [blob] : [], 'camera.jpg', { type: 'image/jpeg' });
}
