// The camera and the decoder (ZXing in WebAssembly, from our own origin). Loaded only when somebody scans.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

const EVERY = 250;

prepareZXingModule({ overrides: { locateFile: () => wasm } });

export async function watch(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  let busy = false;
  const timer = setInterval(async () => {
    if (busy || !pen || !video.videoWidth) return;
    busy = true;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const codes = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
      tryHarder: true,
      maxNumberOfSymbols: 1,
    });
    busy = false;
    const text = codes[0]?.text.trim();
    if (text) found(text);
  }, EVERY);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  };
}
