// On whose bench a device goes: the technicians of its station, whoever has least there first. Nobody travels.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { BEFORE_VISIT } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { actionWord } from '../../../shared/status-words';
import { attempt, toast } from '../../app/toast';
import { readBench } from '../../data/counter';
import { assign } from '../../data/orders';
import { NeededField } from '../../ui/needed-field';
import { offersList } from '../assign/offers';
import type { Line } from '../orders/line';
import { refresh } from '../orders/state';

type OnBench = Schemas['OnBench'];
const FIRST = 5;

export function Bench({ line }: { line: Line }) {
  const rows = useBench(line);
  const [reason, setReason] = useState('');
  const [blank, setBlank] = useState(false);
  const [busy, setBusy] = useState(false);
  const [all, setAll] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const moving = line.engineer_id !== null && !BEFORE_VISIT.has(line.status);
  const give = async (row: OnBench) => {
    const unsaid = moving && !hasWords(reason);
    setBlank(unsaid);
    if (unsaid) return field.current?.focus();
    setBusy(true);
    await giveTo(line, row, reason);
    setBusy(false);
  };
  const shown = rows?.slice(0, all ? undefined : FIRST) ?? [];
  if (!rows) return <p class="soft">{t('cand.loading')}</p>;
  const word = actionWord(moving ? 'hand_over' : 'assign', line.kind);
  return (
    <section ref={offersList} class="candidates" data-bench>
      <h2>{t('counter.bench_title')}</h2>
      {moving && (
        <NeededField field={field} name="reason" label={t('counter.reason')} value={reason} blank={blank} onInput={setReason} />
      )}
      {rows.length === 0 && <p class="note warn">{t('counter.none')}</p>}
      <ol>
        {shown.map((row, index) => (
          <li key={row.engineer_id} class="candidate" data-engineer={row.engineer_id}>
            <kbd>{index + 1}</kbd>
            <div class="grow">
              <strong>{row.name}</strong> {row.named && <span class="chip good">{t('cand.named')}</span>}
              <p class="soft small">{t('counter.devices', { n: row.devices })}</p>
            </div>
            <button
              type="button"
              class={index === 0 ? 'primary' : ''}
              disabled={busy}
              data-key={index + 1}
              onClick={() => void give(row)}
            >
              {word}
            </button>
          </li>
        ))}
      </ol>
      {rows.length > shown.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t('cand.more', { n: rows.length - shown.length })}
        </button>
      )}
    </section>
  );
}

function useBench(line: Line): OnBench[] | null {
  const [rows, setRows] = useState<OnBench[] | null>(null);
  useEffect(() => {
    void attempt(() => readBench(line.id)).then((found) => setRows(found ?? []));
  }, [line.id, line.status, line.engineer_id]);
  return rows;
}

async function giveTo(line: Line, { engineer_id, name }: OnBench, reason: string): Promise<void> {
  const body = { engineer_id, expected: line.status, reason, seen_engineer_id: line.engineer_id };
  const done = await attempt(() => assign(line.id, body));
  await refresh();
  if (done) toast.value = { text: t('counter.given', { name }) };
}
