// What can be done with all orders that are picked.
import { useState } from 'preact/hooks';
import { REASONS, type ReasonCode, WHY_CHOSEN } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { hasWords, saysWhy } from '../../../shared/status';
import { allowed } from '../../app/session';
import { actOn, assign, writeToCustomer } from '../../data/orders';
import { NeededArea, NeededField } from '../../ui/needed-field';
import { onEscape } from '../../ui/on-escape';
import { Picker } from '../../ui/picker';
import { Reasons } from '../../ui/reasons';
import type { Line } from '../orders/line';
import { eachOf, failures, progress } from './many';
import { picked, pickNone } from './picked';
import { inOrder } from './shown';

const DEEDS = ['assign', 'cancel', 'write'] as const;
type Deed = (typeof DEEDS)[number];
const NEEDS = { assign: 'orders.assign', cancel: 'orders.act', write: 'customers.call' } as const;
const LONGEST = 2000; // characters of a message, as the server takes them (notify/messages/rules.py)

/** Of the list, those that are picked, as they stand. */
function pickedLines(): Line[] {
  const ids = new Set(picked.value);
  return inOrder.value.flatMap(({ line }) => (ids.has(line.id) ? [line] : []));
}

export function Bulk() {
  const [deed, setDeed] = useState<Deed | null>(null);
  const n = picked.value.length;
  if (!n && !progress.value && !failures.value.length) return null;
  const leave = () => setDeed(null);
  return (
    <section class="list-bulk" aria-label={t('list.bulk')} onKeyDown={deed ? onEscape(leave) : undefined}>
      <strong data-picked>{t('list.picked', { n })}</strong>
      {DEEDS.filter((name) => allowed(NEEDS[name])).map((name) => (
        <button
          key={name}
          type="button"
          data-deed={name}
          aria-expanded={deed === name}
          disabled={!n || progress.value !== null}
          onClick={() => setDeed(deed === name ? null : name)}
        >
          {t(`list.deed.${name}`)}
        </button>
      ))}
      <button type="button" class="plain" onClick={pickNone}>
        {t('list.pick_none')}
      </button>
      {progress.value && <span role="status">{t('list.progress', progress.value)}</span>}
      {n > 0 && deed === 'assign' && <Assign onDone={leave} />}
      {n > 0 && deed === 'cancel' && <Cancel onDone={leave} />}
      {n > 0 && deed === 'write' && <Write onDone={leave} />}
      <Failures />
    </section>
  );
}

/** What could not be done stays picked, and says why. */
function Failures() {
  if (!failures.value.length) return null;
  return (
    <div class="note warn" role="alert" data-failures>
      <strong>{t('list.failed', { n: failures.value.length })}</strong>
      <ul>
        {failures.value.map(({ number, why }) => (
          <li key={number}>
            {number}: {why}
          </li>
        ))}
      </ul>
      <button type="button" class="plain" onClick={() => (failures.value = [])}>
        {t('list.understood')}
      </button>
    </div>
  );
}

function Deeds({ words, weighty, onLeave }: { words: string; weighty?: boolean; onLeave: () => void }) {
  return (
    <div class="keys">
      <button type="submit" class={`primary ${weighty ? 'weighty' : ''}`}>
        {words}
      </button>
      <button type="button" class="plain" onClick={onLeave}>
        {t('visit.back')}
      </button>
    </div>
  );
}

const ENGINEER = { name: 'engineer_id', type: 'ref', ref: 'engineers' } as Parameters<typeof Picker>[0]['column'];

function Assign({ onDone }: { onDone: () => void }) {
  const [who, setWho] = useState<{ id: string; name: string } | null>(null);
  const [said, setSaid] = useState({ reason_code: '', choice_code: '', reason: '' });
  const [wrong, setWrong] = useState(false);
  const moving = pickedLines().some((line) => line.engineer_id && line.engineer_id !== who?.id);
  const why = !moving || saysWhy(said.reason_code) || hasWords(said.reason);
  const give = (line: Line) => {
    const { choice_code, reason } = said;
    const seen = { seen_engineer_id: line.engineer_id, seen_first: null, placed: null };
    const reason_code = line.engineer_id ? said.reason_code : '';
    return assign(line.id, { engineer_id: who?.id ?? '', expected: line.status, reason, reason_code, choice_code, ...seen });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(!who || !why);
    if (!who || !why) return;
    onDone();
    await eachOf(pickedLines(), give, (n) => t('list.assigned', { n, name: who.name }));
  };
  return (
    <form class="inline card" data-bulk="assign" noValidate onSubmit={(event) => void submit(event)}>
      <Picker
        column={ENGINEER}
        label={t('field.engineer_id')}
        value={who?.id ?? null}
        name={who?.name ?? null}
        wrong={wrong && !who}
        disabled={false}
        onChange={(id, name) => setWho(id ? { id: String(id), name: String(name) } : null)}
      />
      {moving && (
        <Codes
          legend={t('cand.reason')}
          codes={REASONS.hand_over ?? []}
          chosen={said.reason_code}
          onChoose={(reason_code) => setSaid({ ...said, reason_code })}
        />
      )}
      <Codes
        legend={t('list.choice')}
        codes={WHY_CHOSEN}
        chosen={said.choice_code}
        onChoose={(choice_code) => setSaid({ ...said, choice_code: said.choice_code === choice_code ? '' : choice_code })}
      />
      <NeededField
        name="reason"
        label={t('reason.more')}
        value={said.reason}
        blank={wrong && !why}
        optional={said.reason_code !== 'other' && said.choice_code !== 'other'}
        onInput={(reason) => setSaid({ ...said, reason })}
      />
      <Deeds words={t('list.assign_n', { n: picked.value.length })} onLeave={onDone} />
    </form>
  );
}

interface CodesProps {
  legend: string;
  codes: readonly ReasonCode[];
  chosen: string;
  onChoose: (code: ReasonCode) => void;
}

function Codes(props: CodesProps) {
  return <Reasons {...props} keys={false} />;
}

function Cancel({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState('');
  const [words, setWords] = useState('');
  const [wrong, setWrong] = useState(false);
  const said = saysWhy(code) || hasWords(words);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(!said);
    if (!said) return;
    onDone();
    const data = { reason_code: code, reason: words };
    await eachOf(
      pickedLines(),
      (line) => actOn(line.id, { action: 'cancel', expected: line.status, data }),
      (n) => t('list.cancelled', { n }),
    );
  };
  return (
    <form class="inline card" data-bulk="cancel" noValidate onSubmit={(event) => void submit(event)}>
      <Codes legend={t('reason.why')} codes={REASONS.cancel ?? []} chosen={code} onChoose={setCode} />
      <NeededField
        name="reason"
        label={t('reason.more')}
        value={words}
        blank={wrong}
        optional={saysWhy(code)}
        onInput={setWords}
      />
      <Deeds words={t('list.cancel_n', { n: picked.value.length })} weighty onLeave={onDone} />
    </form>
  );
}

function Write({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('');
  const [blank, setBlank] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBlank(!hasWords(text));
    if (!hasWords(text)) return;
    onDone();
    const write = (line: Line) => writeToCustomer(line.id, text).then(() => null);
    await eachOf(pickedLines(), write, (n) => t('list.written', { n }));
  };
  return (
    <form class="inline card" data-bulk="write" noValidate onSubmit={(event) => void submit(event)}>
      <NeededArea name="text" label={td('list.deed', 'write')} value={text} blank={blank} longest={LONGEST} onInput={setText} />
      <p class="soft small">{t('list.write_each')}</p>
      <Deeds words={t('list.write_n', { n: picked.value.length })} onLeave={onDone} />
    </form>
  );
}
