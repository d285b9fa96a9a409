// Scales a photo away from the screen's thread. What cannot be drawn here goes up as it is; the server looks at it again.
const scope = self as unknown as DedicatedWorkerGlobalScope;

const LONGEST = 1600;
const LOOK = 16; // pixels each way that tell whether anything was drawn

scope.onmessage = async ({ data: { file } }: MessageEvent<{ file: File }>) => {
  const kept = (await scaled(file).catch(() => null)) ?? (await original(file).catch(() => null));
  scope.postMessage(kept, kept ? [kept.bytes] : []); // handed over, not copied by the screen's thread
};

/** null: the canvas stayed blank, as some phones leave it for a photo larger than they can draw. */
async function scaled(file: File) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (isBlank(canvas)) return null;
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.82 });
  return { bytes: await blob.arrayBuffer(), mime: 'image/jpeg' };
}

function isBlank(canvas: OffscreenCanvas): boolean {
  const look = new OffscreenCanvas(LOOK, LOOK).getContext('2d', { willReadFrequently: true });
  if (!look) return false;
  look.drawImage(canvas, 0, 0, LOOK, LOOK);
  const pixels = new Uint32Array(look.getImageData(0, 0, LOOK, LOOK).data.buffer);
  return pixels.every((pixel) => pixel === pixels[0]);
}

const BEGINNINGS: [string, RegExp][] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/heic', /^[\s\S]{4}ftyphe[iv]/],
  ['image/heif', /^[\s\S]{4}ftypm(if|sf)1/],
];

async function original(file: File) {
  const bytes = await file.arrayBuffer();
  const beginning = String.fromCharCode(...new Uint8Array(bytes.slice(0, 12)));
  const [mime] = BEGINNINGS.find(([, begins]) => begins.test(beginning)) ?? [];
  return mime ? { bytes, mime } : null;
}

export {};
