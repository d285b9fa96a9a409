// One level as a draft: changed, looked at, published or thrown away.
import { useEffect, useState } from 'preact/hooks';
import { ELECTRONIC, type Level, type Limit } from '../../../shared/domain.gen';
import { languages, t, td } from '../../../shared/i18n';
import { hold } from '../../app/leave';
import { allowed } from '../../app/session';
import { sayDone } from '../../app/toast';
import { publish, type Rule, withdrawPublication } from '../../data/rules';
import { Field, Fields } from '../../ui/field';
import { limitName } from '../../ui/limit-name';
import { Refused, useRefused } from '../../ui/marked';
import { Preview } from '../rules/preview';
import { Versions } from '../rules/versions';
import { LimitRow } from './limit';

interface Props {
  current: Rule<Level>;
  calendars: string[];
  onSaved: () => void;
}

export function LevelEditor({ current, calendars, onSaved }: Props) {
  const { level, set, round, unread, mark, changed, discard } = useDraft(current.document);
  const [note, setNote] = useState('');
  const { form, refused, fields, attend } = useRefused<HTMLElement>();
  const may = allowed('rules.write');
  const edited = changed || unread.size > 0;
  useEffect(() => (edited ? hold() : undefined), [edited]);
  const send = () =>
    attend(async () => {
      const { code, version, undo_until } = await publish('level', current.code, {
        document: level,
        expected: current.version,
        note,
      });
      sayDone(t('levels.published'), undo_until, () => withdrawPublication('level', code, version), onSaved);
      onSaved();
    });
  return (
    <section ref={form} class="rules">
      <Head level={level} calendars={calendars} may={may} wrong={fields} set={set} />
      <Limits key={round} level={level} may={may} wrong={fields} set={set} onUnread={mark} />
      <Refused refused={refused} fields={fields} say={said} />
      {may && changed && unread.size === 0 && <Preview kind="level" code={current.code} document={level} />}
      {may && edited && (
        <div class="publish">
          <label>
            {t('levels.note')}
            <input value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </label>
          <button type="button" onClick={discard}>
            {t('levels.discard')}
          </button>
          <button type="button" class="primary" disabled={unread.size > 0} onClick={() => void send()}>
            {t('levels.publish')}
          </button>
        </div>
      )}
      <Versions kind="level" code={current.code} version={current.version} />
    </section>
  );
}

/** unread: fields whose text cannot be taken. round: each puts back what the fields show. */
function useDraft(published: Level) {
  const [level, setLevel] = useState(published);
  const [round, setRound] = useState(0);
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  const set = (change: Partial<Level>) => setLevel({ ...level, ...change });
  const mark = (field: string, is: boolean) =>
    setUnread((before) => new Set(is ? [...before, field] : [...before].filter((row) => row !== field)));
  const discard = () => {
    setLevel(published);
    setUnread(new Set());
    setRound(round + 1);
  };
  return { level, set, round, unread, mark, discard, changed: JSON.stringify(level) !== JSON.stringify(published) };
}

interface PartProps {
  level: Level;
  may: boolean;
  wrong: ReadonlySet<string>;
  set: (change: Partial<Level>) => void;
}

function Head({ level, calendars, may, wrong, set }: PartProps & { calendars: string[] }) {
  return (
    <div class="fields four">
      {languages.map((each) => (
        <Field
          key={each}
          shape={{ name: `names.${each}`, label: `${t('field.name')} (${each})`, lang: each }}
          value={level.names[each] ?? ''}
          disabled={!may}
          wrong={wrong.has(`names.${each}`)}
          onChange={(name) => set({ names: { ...level.names, [each]: String(name) } })}
        />
      ))}
      <Fields
        shapes={[
          { name: 'calendar', label: t('field.calendar'), type: 'choice', options: calendars.map((code) => [code, code]) },
          { name: 'remote_first', label: t('field.remote_first'), type: 'check' },
          { name: 'tell_customer', label: t('field.tell_customer'), type: 'check' },
        ]}
        values={level}
        wrong={wrong}
        disabled={!may}
        onChange={(name, value) => set({ [name]: value })}
      />
    </div>
  );
}

function Limits({ level, may, wrong, set, onUnread }: PartProps & { onUnread: (field: string, is: boolean) => void }) {
  return (
    <div class="scroll">
      <table class="entries limits stack">
        <thead>
          <tr>
            <th>{t('levels.limit')}</th>
            <th>{t('levels.within')}</th>
            <th>{t('levels.warn')}</th>
            <th>{t('levels.stands')}</th>
            <th>{t('levels.ladders')}</th>
          </tr>
        </thead>
        <tbody>
          {level.limits.map((limit, index) => (
            <LimitRow
              key={keyOf(limit)}
              limit={limit}
              may={may}
              wrong={wrong.has(`limits.${limit.what}`)}
              onChange={(next) => set({ limits: level.limits.with(index, next) })}
              onUnread={(field, is) => onUnread(`${keyOf(limit)}.${field}`, is)}
              onSplit={() => set({ limits: level.limits.toSpliced(index + 1, 0, { ...limit, came_in: [...ELECTRONIC] }) })}
              onDrop={() => set({ limits: level.limits.toSpliced(index, 1) })}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Which ways in it names may change while it is edited: only whether it names any. */
function keyOf({ what, kinds, came_in }: Limit): string {
  return `${what}${kinds.join()}${came_in.length > 0}`;
}

/** limits.received, names.en: what the person calls it. */
function said(field: string): string {
  const [first = '', second = ''] = field.split('.');
  if (first !== 'limits') return `${td('field', first === 'names' ? 'name' : first)}${second && ` (${second})`}`;
  return limitName(second);
}
