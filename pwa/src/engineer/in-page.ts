// The random walk saves thousands of taps, more than fingers can, by the very ways of a tap (tests/journeys/chaos; bench/phone.py).
import { value } from './changes';
import { changeNow } from './drafts';
import { beginOrder, noteSite, save, sayDuty } from './outbox';
import { keepPhoto } from './photos';
import { flush } from './place';
import { memoryOf } from './place-memory';
import { commands, manifest, packed, views } from './state';

const piece = (id: string) => packed.value.get(id)?.piece;

Object.assign(globalThis, {
  outrider: {
    ...{ save, sayDuty, noteSite, beginOrder, keepPhoto, piece, keepFixes: flush },
    commands: () => commands.value,
    visits: () => [...views.value],
    write: (id: string, field: string, text: string) => changeNow(id, value(field, text)),
    memory(id: string) {
      const known = piece(id);
      return known ? memoryOf(known, commands.value, manifest.value?.seq ?? 0) : [];
    },
  },
});
