// An order is put right after it was taken: what is known better by now, each change kept in its history.
import { useEffect, useRef, useState } from 'preact/hooks';
import { BENCH, WORK_KINDS } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { attempt, toast } from '../../app/toast';
import { type EditForm, type EditValues, readEdit, saveEdit } from '../../data/edits';
import { Field, type Shape } from '../../ui/field';
import { type Marked, markedOf, showFirst, UNMARKED, Words } from '../../ui/marked';
import { onEscape } from '../../ui/on-escape';
import { skillName } from '../../ui/skill-name';
import { levelName } from '../levels/names';
import { refresh } from './state';

export type FieldName = keyof EditValues;
type Name = FieldName;

const NOBODY: ReadonlySet<Name> = new Set(['skill', 'device_id', 'named_engineer_id']);

interface Props {
  order: string;
  /** One thing alone, where it stands; else all. */
  only?: FieldName;
  onDone: () => void;
}

export function EditOrder({ order, only, onDone }: Props) {
  const { here, form, values, setValues, marked, submit } = useEdit(order, onDone);
  if (!form || !values) return <p class="soft small">{t('cand.loading')}</p>;
  return (
    <form
      ref={here}
      class="inline card"
      noValidate
      data-edit-order
      onKeyDown={onEscape(onDone)}
      onSubmit={(event) => void submit(event)}
    >
      {!only && <strong>{t('edit.title')}</strong>}
      {shapesOf(form)
        .filter(({ name }) => !only || name === only)
        .map((shape) => (
          <Field
            key={shape.name}
            shape={shape}
            value={String(values[shape.name] ?? '')}
            wrong={marked.fields.has(shape.name)}
            onChange={(entered) => setValues({ ...values, [shape.name]: enteredAs(shape.name, String(entered)) })}
          />
        ))}
      <Words marked={marked} />
      <div class="spread">
        <button type="button" class="plain" onClick={onDone}>
          {t('visit.back')}
        </button>
        <button type="submit" class="primary">
          {t('edit.save')}
        </button>
      </div>
    </form>
  );
}

function useEdit(order: string, onDone: () => void) {
  const [form, setForm] = useState<EditForm | null>(null);
  const [values, setValues] = useState<EditValues | null>(null);
  const [marked, setMarked] = useState<Marked>(UNMARKED);
  const here = useRef<HTMLFormElement>(null);
  useEffect(() => showFirst(here.current), [marked]);
  useEffect(() => {
    void attempt(() => readEdit(order)).then((found) => {
      setForm(found ?? null);
      setValues(found?.values ?? null);
    });
  }, [order]);
  useEffect(() => here.current?.querySelector<HTMLElement>('textarea, select, input')?.focus(), [form]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!form || !values) return;
    setMarked(UNMARKED);
    const changed = JSON.stringify(values) !== JSON.stringify(form.values);
    try {
      if (changed) await saveEdit(order, form.values, values);
    } catch (fault) {
      return setMarked(markedOf(fault));
    }
    toast.value = { text: t(changed ? 'edit.done' : 'edit.nothing') };
    await refresh();
    onDone();
  };
  return { here, form, values, setValues, marked, submit };
}

function shapesOf({ values, choices }: EditForm): Shape<Name>[] {
  const named = (rows: EditForm['choices']['sites']) => rows.map(({ id, name }): [string, string] => [id, name]);
  const kinds = WORK_KINDS.filter((kind) => BENCH.has(kind) === BENCH.has(values.kind));
  const choice = (name: Name, options: [string, string][]): Shape<Name> => ({
    name,
    label: td('field', name),
    type: 'choice',
    options,
  });
  const shapes: Shape<Name>[] = [
    { name: 'fault', label: td('field', 'fault'), type: 'area', rows: 3, longest: 4000, required: true },
    choice(
      'level',
      choices.levels.map((level) => [level, levelName(level)]),
    ),
    choice(
      'kind',
      kinds.map((kind) => [kind, td('kind', kind)]),
    ),
    choice('skill', [['', t('form.any')], ...choices.skills.map((skill): [string, string] => [skill, skillName(skill)])]),
    choice('contact_id', named(choices.contacts)),
    choice('site_id', named(choices.sites)),
    choice('device_id', [['', t('edit.no_device')], ...named(choices.devices)]),
    choice('named_engineer_id', [['', t('form.any')], ...named(choices.engineers)]),
    { name: 'access_note', label: td('field', 'access_note'), longest: 2000 },
  ];
  return values.work_minutes === null ? shapes : [...shapes, { name: 'work_minutes', label: td('field', 'work_minutes') }];
}

/** What stands for nothing in a form is null on the way. */
function enteredAs(name: Name, entered: string): string | number | null {
  if (name === 'work_minutes') return Number(entered) || 0;
  return entered === '' && NOBODY.has(name) ? null : entered;
}
