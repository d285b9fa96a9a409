// Tables that are brought in and taken out.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Preview = Schemas['Preview'];

export async function bringSheet(kind: string, file: File, encoding: string): Promise<Preview> {
  const options = { method: 'POST' as const, bytes: await file.arrayBuffer(), timeout: 120_000 };
  return ask(`/api/sheets/${kind}?file_name=${encodeURIComponent(file.name)}&encoding=${encoding}`, options);
}

export function readImport(id: string, wrongOnly: boolean): Promise<Preview> {
  return ask(`/api/imports/${id}?only_wrong=${wrongOnly}`);
}

/** without: rows that are left out; also: rows that are written although they are there already. */
export function startImport(id: string, body: { without: number[]; also: number[] }): Promise<unknown> {
  return askOnce(`/api/imports/${id}/start`, { method: 'POST', body });
}

export function errorsOf(id: string): string {
  return `/api/imports/${id}/errors`;
}

export function templateOf(kind: string): string {
  return `/api/sheets/${kind}/template`;
}

export function exportOf(kind: string, words: string): string {
  return `/api/sheets/${kind}/export?words=${encodeURIComponent(words)}`;
}
