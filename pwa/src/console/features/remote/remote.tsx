// How much is solved without a visit; every number opens the cases behind it.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { relative, span } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { readRemote } from '../../data/remote';
import { OrderLink } from '../../ui/order-link';

type Case = Schemas['Remote']['cases'][number];

export function Remote() {
  const [seen, setSeen] = useState<Schemas['Remote'] | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  useEffect(() => {
    void attempt(() => readRemote(30)).then((found) => found && setSeen(found));
  }, []);
  if (!seen) return <main class="page" />;
  const rows = seen.cases.filter((row) => !outcome || row.outcome === outcome);
  const figures: [string, number][] = [
    ['solved', seen.solved],
    ['visit', seen.visits],
    ['open', seen.open],
  ];
  return (
    <main class="page">
      <h1>{td('entity', 'remote')}</h1>
      <div class="figures">
        <button type="button" class="figure" aria-pressed={outcome === null} onClick={() => setOutcome(null)}>
          <strong class={seen.rate !== null && seen.rate < seen.target ? 'bad-word' : ''}>
            {seen.rate === null ? '–' : `${Math.round(seen.rate * 100)} %`}
          </strong>
          <span class="soft">{t('remote.rate', { target: Math.round(seen.target * 100) })}</span>
        </button>
        {figures.map(([name, count]) => (
          <button type="button" key={name} class="figure" aria-pressed={outcome === name} onClick={() => setOutcome(name)}>
            <strong>{count}</strong>
            <span class="soft">{td('remote', name)}</span>
          </button>
        ))}
      </div>
      {rows.length === 0 && <p class="blank soft">{t('remote.empty')}</p>}
      {rows.length > 0 && (
        <div class="scroll">
          <table class="entries">
            <tbody>
              {rows.map((row) => (
                <Row key={row.order_id + row.began_at} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}

function Row({ row }: { row: Case }) {
  return (
    <tr>
      <td>
        <OrderLink id={row.order_id}>{row.number}</OrderLink>
      </td>
      <td>{row.account}</td>
      <td>
        <span class={`chip ${row.outcome === 'solved' ? 'good' : row.outcome === 'visit' ? 'warn' : ''}`}>
          {td('remote', row.outcome)}
        </span>
      </td>
      <td>
        {row.text}
        <Steps steps={row.steps} />
      </td>
      <td class="soft">{row.ended_by ?? row.began_by ?? ''}</td>
      <td class="soft">{row.ended_at ? span(Date.parse(row.ended_at) - Date.parse(row.began_at)) : relative(row.began_at)}</td>
    </tr>
  );
}

/** By telephone and by remote session, in their order. */
function Steps({ steps }: { steps: Case['steps'] }) {
  return (
    <>
      {steps.map(({ at, by, step, outcome }) => (
        <span key={at} class="soft small block">
          {[`${td('step', step)}: ${td('outcome', outcome)}`, by, relative(at)].filter(Boolean).join(' · ')}
        </span>
      ))}
    </>
  );
}
