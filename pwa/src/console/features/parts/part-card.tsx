// One part that an order waits for: its dates, where it is, and what is done with it.
import { useEffect, useState } from 'preact/hooks';
import { PART_REASONS } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { date } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt } from '../../app/toast';
import { type Holder, listHolders, type Part } from '../../data/parts';
import { Select } from '../../ui/select';
import { type Asked, DOINGS, type Doing } from './doings';

const TONES: Record<string, string> = { requested: 'warn', in_transit: 'go', ready: 'good' };

export function StepChip({ part }: { part: Part }) {
  return <span class={`chip ${TONES[part.status] ?? ''}`}>{td('part_step', part.status)}</span>;
}

/** onDone: it was moved, or a date was told. */
export function PartCard({ part, onDone }: { part: Part; onDone: () => Promise<void> }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const steps = allowed('parts.plan') ? (Object.keys(DOINGS) as Doing[]).filter((name) => DOINGS[name].possible(part)) : [];
  return (
    <article class="part-card" data-part={part.id} data-step={part.status}>
      <p class="spread">
        <strong>
          {part.quantity} × {part.name} <span class="soft small">{part.number}</span>
        </strong>
        <StepChip part={part} />
      </p>
      <Known part={part} />
      <div class="keys">
        {steps.map((name) => (
          <button
            key={name}
            type="button"
            class={name === 'off' ? 'danger' : ''}
            aria-expanded={doing === name}
            data-doing={name}
            onClick={() => setDoing(doing === name ? null : name)}
          >
            {td('part_doing', name)}
          </button>
        ))}
      </div>
      {doing && (
        <Step
          key={doing}
          part={part}
          name={doing}
          onLeave={() => setDoing(null)}
          onDone={async () => {
            setDoing(null);
            await onDone();
          }}
        />
      )}
    </article>
  );
}

function Known({ part }: { part: Part }) {
  const where = part.hands ? t('parts.in_hands', { where: part.hands }) : part.source && t('parts.from', { where: part.source });
  const lines = [
    part.urgency !== 'normal' && td('part_urgency', part.urgency),
    where,
    part.replaces && t('parts.in_place_of', { name: part.replaces, who: part.agreed_by }),
    ...part.defective.map((serial) => t('parts.defective_back', { serial })),
  ].filter(Boolean);
  return (
    <>
      {lines.length > 0 && <p class="soft small">{lines.join(' · ')}</p>}
      {part.dates.length > 0 && (
        <ol class="part-dates">
          {part.dates.toReversed().map((told, at) => (
            <li key={told.changed_at} class={at ? 'soft' : ''}>
              {date(told.expected_on)}
              <span class="soft small">
                {[told.code && td('part_why', told.code), told.reason].filter(Boolean).map((why) => ` · ${why}`)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

interface StepProps {
  part: Part;
  name: Doing;
  onLeave: () => void;
  onDone: () => Promise<void>;
}

function Step({ part, name, onLeave, onDone }: StepProps) {
  const { asks, needs, send } = DOINGS[name];
  const [data, setData] = useState<Partial<Record<Asked, string>>>({});
  const [blank, setBlank] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const missing = needs.some((field) => !hasWords(data[field]));
    setBlank(missing);
    if (missing) return;
    setBusy(true);
    const done = await attempt(async () => (await send(part, data)) ?? true);
    setBusy(false);
    if (done !== undefined) await onDone();
  };
  return (
    <form class="inline card" noValidate data-step-of={name} onSubmit={(event) => void submit(event)}>
      {asks.map((field) => (
        <Field
          key={field}
          name={field}
          what={name}
          value={data[field] ?? ''}
          wrong={blank && needs.includes(field) && !hasWords(data[field])}
          onChange={(value) => setData({ ...data, [field]: value })}
        />
      ))}
      <div class="spread">
        <button type="button" class="plain" onClick={onLeave}>
          {t('visit.back')}
        </button>
        <button type="submit" class={`primary ${name === 'off' ? 'weighty' : ''}`} disabled={busy}>
          {td('part_doing', name)}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  name: Asked;
  what: Doing;
  value: string;
  wrong: boolean;
  onChange: (value: string) => void;
}

function Field({ name, what, value, wrong, onChange }: FieldProps) {
  if (name === 'holder_id') return <Holders what={what} value={value} onChange={onChange} />;
  if (name === 'code')
    return (
      <Select
        label={t('parts.why')}
        name={name}
        value={value}
        wrong={wrong}
        options={[['', t('parts.choose')], ...PART_REASONS.map((code) => [code, td('part_why', code)] as const)]}
        onChange={onChange}
      />
    );
  const field = {
    id: `part-${name}`,
    name,
    value,
    'aria-invalid': wrong || undefined,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={`part-${name}`}>{td('part_field', name)}</label>
      {name === 'expected_on' ? <input type="date" {...field} /> : <input maxLength={200} {...field} />}
    </div>
  );
}

/** A store or somebody's car; where it is none of ours, the words beside it say where. */
function Holders({ what, value, onChange }: { what: Doing; value: string; onChange: (value: string) => void }) {
  const [rows, setRows] = useState<Holder[]>([]);
  useEffect(() => void attempt(listHolders).then((found) => found && setRows(found)), []);
  const named = rows.map(
    (row) => [row.id, row.kind === 'car' ? t('parts.car_of', { name: row.name }) : row.name] as readonly [string, string],
  );
  return (
    <Select
      label={t(what === 'sent' ? 'parts.comes_from' : 'parts.hands')}
      name="holder_id"
      value={value}
      options={[['', t('parts.elsewhere')], ...named]}
      onChange={onChange}
    />
  );
}
