// Scales a photo away from the screen's thread. What cannot be decoded here goes up as it is; the server looks at it again.
const scope = self as unknown as DedicatedWorkerGlobalScope;

const LONGEST = 1600;

scope.onmessage = async (event: MessageEvent<{ file: File }>) => {
  const { file } = event.data;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.82 });
    const bytes = await blob.arrayBuffer();
    scope.postMessage({ bytes, mime: 'image/jpeg' }, [bytes]); // handed over, not copied by the screen's thread
  } catch {
    scope.postMessage(/image\/hei[cf]/.test(file.type) ? { bytes: await file.arrayBuffer(), mime: file.type } : null);
  }
};

export {};
