// What colleagues wrote to each other at an order, and writing more of it: a name after @ rings their bell.
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { moment } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { listColleagues } from '../../data/orders';
import { asked } from './asked';
import { deedsOf } from './deeds';
import { begun, mentionedIn, named, withName } from './mention';
import { act, type Detail } from './state';

const LONGEST = 4000; // characters; more is read by nobody
const drafts = new Map<string, string>(); // by order: who looks at another one meanwhile finds their words again

export type Mentionable = Schemas['Mentionable'];

export function Notes({ open }: { open: Detail }) {
  const rows = open.events.filter((event) => event.kind === 'note').toReversed();
  const may = deedsOf(open.line).some((row) => row.action === 'note');
  if (!rows.length && !may) return null;
  return (
    <section class="notes" aria-label={t('notes.title')}>
      <h2>{t('notes.title')}</h2>
      {may && <Compose key={open.line.id} open={open} />}
      <ul class="bare">
        {rows.map((event) => (
          <li key={event.id} data-note={event.id}>
            <div class="spread">
              <strong>{event.name}</strong>
              <time class="soft small">{moment(event.happened_at, open.extra.time_zone)}</time>
            </div>
            <p class="words">{String(event.payload.text ?? '')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Compose({ open: { line } }: { open: Detail }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, type, colleagues, found, at, onKey, choose, send, busy } = useNote(line, field);
  useSignalEffect(() => {
    if (asked.value !== 'note') return;
    asked.value = '';
    field.current?.focus();
  });
  return (
    <form class="compose" data-note-form onSubmit={(event) => void send(event)}>
      <textarea
        ref={field}
        name="note"
        rows={text ? 3 : 1}
        maxLength={LONGEST}
        aria-label={t('notes.write')}
        placeholder={t('notes.hint')}
        aria-controls={found.length ? 'colleagues' : undefined}
        aria-activedescendant={found[at] && `colleague-${found[at].id}`}
        value={text}
        onFocus={() => void colleagues()}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {found.length > 0 && (
        <div id="colleagues" class="colleagues" role="listbox" aria-label={t('notes.colleagues')}>
          {found.map((row, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and says which one is chosen
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={row.id}
              id={`colleague-${row.id}`}
              role="option"
              data-colleague={row.id}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(row)}
            >
              {row.name}
            </div>
          ))}
        </div>
      )}
      {text && (
        <div class="spread">
          <span class="soft small">{t('notes.seen_by')}</span>
          <button type="submit" class="primary" disabled={busy || !hasWords(text)}>
            {t('notes.save')}
          </button>
        </div>
      )}
    </form>
  );
}

function useNote(line: Detail['line'], field: { current: HTMLTextAreaElement | null }) {
  const [text, setText] = useState(drafts.get(line.id) ?? '');
  const [people, setPeople] = useState<readonly Mentionable[] | null>(null);
  const [at, setAt] = useState(0);
  const [left, setLeft] = useState(''); // the text in which no name is wanted any more
  const [busy, setBusy] = useState(false);
  const started = begun(text);
  const found = started === null || left === text ? [] : named(people ?? [], started);
  useEffect(() => setAt(0), [started]);
  const type = (typed: string) => {
    drafts.set(line.id, typed);
    setText(typed);
  };
  const colleagues = async () => people ?? setPeople((await attempt(() => listColleagues(line.id))) ?? null);
  const choose = (row: Mentionable) => {
    type(withName(text, row.name));
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const row = found[at];
    if (!row || event.isComposing) return leaveByKey(event, field.current);
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(row);
    else if (event.key === 'Escape') setLeft(text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    const done = await act(line, 'note', { text, mentions: mentionedIn(text, people ?? []) });
    setBusy(false);
    if (done) type(''); // what was typed stays where it was refused
  };
  return { text, type, colleagues, found, at, onKey, choose, send, busy };
}

/** Ctrl and Enter keep it; Escape leaves the field, and not the order. */
function leaveByKey(event: KeyboardEvent, field: HTMLTextAreaElement | null): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) field?.form?.requestSubmit();
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  field?.blur();
}
