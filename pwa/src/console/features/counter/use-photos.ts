// Photos on their way to the server while the rest is still being typed: each by itself, and one that is refused leaves the others alone.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal, wordsOf } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { readPhoto } from '../../../shared/photo-file';
import { sendBlob } from '../../../shared/send-blob';
import { sha256 } from '../../../shared/sha256';

/** share: how much of it is there, from 0 to 1. hash: once all of it is. again: it was not refused, only not received. */
export interface Row {
  key: string;
  file: File;
  url: string;
  share: number;
  hash: string;
  refused: string;
  again: boolean;
}

export function usePhotos() {
  const [rows, setRows] = useState<Row[]>([]);
  const note = (key: string, change: Partial<Row>) =>
    setRows((now) => now.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const start = (row: Row) => {
    note(row.key, { refused: '', again: false });
    send(row.file, (share) => note(row.key, { share })).then(
      (change) => note(row.key, change),
      (fault) => note(row.key, lost(fault)),
    );
  };
  const add = (files: File[]) => {
    const fresh = files.map((file) => begun(file));
    setRows((now) => [...now, ...fresh]);
    fresh.forEach(start);
  };
  const drop = ({ key, url }: Row) => {
    URL.revokeObjectURL(url);
    setRows((now) => now.filter((row) => row.key !== key));
  };
  const made = useRef(rows);
  made.current = rows;
  useEffect(
    () => () => {
      for (const { url } of made.current) URL.revokeObjectURL(url);
    },
    [],
  );
  return { rows, add, drop, start };
}

function begun(file: File): Row {
  return { key: crypto.randomUUID(), file, url: URL.createObjectURL(file), share: 0, hash: '', refused: '', again: false };
}

async function send(file: File, onShare: (share: number) => void): Promise<Partial<Row>> {
  const photo = await readPhoto(file);
  if ('refused' in photo) return { refused: t(photo.refused === 'large' ? 'report.photo_large' : 'report.photo_failed') };
  const hash = await sha256(photo.bytes);
  await sendBlob(hash, photo, onShare);
  return { hash };
}

function lost(fault: unknown): Partial<Row> {
  if (fault instanceof Refusal) return { refused: wordsOf(fault) };
  return { refused: t('counter.photo_lost'), again: true };
}
