// A photo that lies on this phone. One that another phone took is not drawn.
import { useEffect, useState } from 'preact/hooks';
import { read } from '../db';

export function Picture({ sha256 }: { sha256: string }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    let made = '';
    void read(['blobs'], (tx) => tx.objectStore('blobs').get(sha256)).then((row) => {
      if (row) setUrl((made = URL.createObjectURL(new Blob([row.bytes], { type: row.mime }))));
    });
    return () => URL.revokeObjectURL(made);
  }, [sha256]);
  return url ? <img src={url} alt="" /> : null;
}
