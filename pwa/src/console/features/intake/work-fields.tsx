// What an order is about: what is to be done, how it came in, by when, and by whom it can be.
import { useEffect, useState } from 'preact/hooks';
import { BENCH, WAYS_IN, WORK_KINDS } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { activeSkills, type Column } from '../../data/records';
import { Field, type Shape } from '../../ui/field';
import { Picker } from '../../ui/picker';
import { Select } from '../../ui/select';
import { skillName } from '../../ui/skill-name';
import { Photos } from '../counter/photos';
import { levelName } from '../levels/names';
import { Brought } from './brought-fields';
import type { FieldProps, Values } from './order-values';
import { type Asked, Promised } from './promised';

const ENGINEER: Column = { name: 'engineer_id', type: 'ref', required: false, ref: 'engineers', choices: [] };

interface WorkProps extends Omit<FieldProps, 'customer'> {
  levels: string[];
  level: string;
  asked: Asked | null;
}

/** What is to be done, by when, and by whom it can be. */
export function Work({ values, set, wrong, levels, level, asked }: WorkProps) {
  const [skills, setSkills] = useState<[string, string][]>([]);
  useEffect(() => void learnSkills().then(setSkills), []);
  const field = (shape: Shape<keyof Values>, value = values[shape.name]) => (
    <Field
      shape={shape}
      value={String(value ?? '')}
      wrong={wrong(shape.name)}
      onChange={(entered) => set({ [shape.name]: entered })}
    />
  );
  const offered = levels.map((key): [string, string] => [key, levelName(key)]);
  return (
    <>
      {field({ name: 'fault', label: t('form.fault'), type: 'area', rows: 3, longest: 4000 })}
      <div class="two">
        {field(
          {
            name: 'level',
            label: t('form.level'),
            type: 'choice',
            options: level ? offered : [['', t('agree.choose')], ...offered],
          },
          level,
        )}
        {field({ name: 'kind', label: t('form.kind'), type: 'choice', options: WORK_KINDS.map((key) => [key, td('kind', key)]) })}
      </div>
      {BENCH.has(values.kind) ? (
        <Brought values={values} set={set} wrong={wrong} />
      ) : (
        <Promised values={values} set={set} wrong={wrong} asked={asked} />
      )}
      <div class="two">
        {field({ name: 'skill', label: t('form.skill'), type: 'choice', options: [['', t('form.any')], ...skills] })}
        <CameInField values={values} set={set} />
      </div>
      {allowed('orders.assign') && allowed('master.read') && <EngineerField values={values} set={set} wrong={wrong} />}
      {field({ name: 'access_note', label: t('form.access'), longest: 2000 })}
      {!BENCH.has(values.kind) && allowed('counter') && (
        <Photos label="form.photos" before={values.photos.ready} onChange={(photos) => set({ photos })} />
      )}
    </>
  );
}

/** To whom it is promised: they have it from the first word to the visit. */
function EngineerField({ values, set, wrong }: Pick<WorkProps, 'values' | 'set' | 'wrong'>) {
  return (
    <Picker
      column={ENGINEER}
      label={t('form.engineer')}
      value={values.engineer_id}
      name={values.engineer_name}
      wrong={Boolean(wrong('engineer_id'))}
      disabled={false}
      onChange={(id, name) => set({ engineer_id: id as string | null, engineer_name: name as string | null })}
    />
  );
}

export function CameInField({ values, set }: Pick<WorkProps, 'values' | 'set'>) {
  return (
    <Select
      label={t('form.came_in')}
      name="came_in"
      value={values.came_in}
      options={[['', '–'], ...WAYS_IN.map((key): [string, string] => [key, td('came_in', key)])]}
      onChange={(came_in) => set({ came_in: came_in as Values['came_in'] })}
    />
  );
}

async function learnSkills(): Promise<[string, string][]> {
  if (!allowed('master.read')) return [];
  const found = await attempt(activeSkills);
  return (found ?? []).map(({ code, name }) => [code, skillName(code, name)]);
}
