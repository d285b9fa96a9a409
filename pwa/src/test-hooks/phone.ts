// The random walk saves thousands of taps, more than fingers can, by the very ways of a tap (tests/journeys/chaos; bench/phone.py).
// Only in what is built for the tests (vite build --mode hooks): whoever opens the shipped app finds nothing of it.
import { v7 as uuid } from 'uuid';
import { photo, signedBy, value } from '../engineer/draft-edits';
import { changeNow, draftOf } from '../engineer/drafts';
import { beginOrder, noteSite, save, sayDuty } from '../engineer/outbox';
import { keepPhoto } from '../engineer/photos';
import { flush } from '../engineer/place';
import { memoryOf } from '../engineer/place-memory';
import { build } from '../engineer/report';
import { saveSealed } from '../engineer/sealing';
import { commands, manifest, packed, views } from '../engineer/state';
import { deviceNow } from '../shared/time';

/** As the signing screen does it, with two strokes of its own. False: the visit went meanwhile, and the words wait in its draft. */
async function sealAsWritten(id: string, text: string, sha256: string): Promise<boolean> {
  await changeNow(id, value('fault_found', text), value('work_done', text), value('result', 'solved'), photo(sha256));
  const view = views.value.find((row) => row.attendance_id === id);
  if (!view) return false;
  const points = Array.from({ length: 20 }, (_, at) => ({ x: 10 + 4 * at, y: 20 + (at % 7) }));
  const by = (party: 'engineer' | 'customer') => ({
    party,
    name: party,
    role: party,
    at: new Date(deviceNow()).toISOString(),
    width: 100,
    height: 100,
    strokes: [{ points }],
  });
  const read = draftOf(id);
  const sealed = JSON.stringify(await build(view, read, uuid()));
  await changeNow(id, signedBy({ text: sealed, customer: by('customer') }, read));
  await saveSealed(view, sealed, by('engineer'), by('customer'));
  return true;
}

const piece = (id: string) => packed.value.get(id)?.piece;

Object.assign(globalThis, {
  outrider: {
    ...{ save, sayDuty, noteSite, beginOrder, keepPhoto, piece, keepFixes: flush },
    commands: () => commands.value,
    visits: () => [...views.value],
    seal: sealAsWritten,
    write: (id: string, field: string, text: string) => changeNow(id, value(field, text)),
    memory(id: string) {
      const known = piece(id);
      return known ? memoryOf(known, commands.value, manifest.value?.seq ?? 0) : [];
    },
  },
});
