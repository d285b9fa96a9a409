// One line of the stock, opened: what is counted there, and how it came to lie there.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { countParts, readMoves } from '../../data/parts';
import { onEscape } from '../../ui/on-escape';
import { SidePanel } from '../../ui/side-panel';

type Held = Schemas['HeldLine'];
const MOST = 9999; // pieces that somebody counts, as the server takes them (parts/stock/rules.py)

export function StockLine({ line, onCounted }: { line: Held; onCounted: () => Promise<void> }) {
  return (
    <SidePanel heading={line.holder}>
      <p>
        <strong class="block">{line.name || line.number}</strong>
        <span class="soft">{[line.name && line.number, line.serial].filter(Boolean).join(' · ')}</span>
        <span class={line.quantity < 0 ? 'bad-word block' : 'block'}>
          {t(line.quantity < 0 ? 'parts.below_nothing' : 'parts.lie_here', { n: Math.abs(line.quantity) })}
        </span>
      </p>
      <Count key={`${line.number}${line.name}${line.serial}`} line={line} onCounted={onCounted} />
      <Moves key={`${line.holder_id}${line.number}${line.name}${line.serial}${line.quantity}`} line={line} />
    </SidePanel>
  );
}

/** What was found stands in the ledger as a move of its own. */
function Count({ line, onCounted }: { line: Held; onCounted: () => Promise<void> }) {
  const [found, setFound] = useState('');
  const [busy, setBusy] = useState(false);
  const count = async (event: SubmitEvent) => {
    event.preventDefault();
    const { number, name, serial, holder_id, holder } = line;
    setBusy(true);
    const done = await attempt(async () => {
      await countParts(holder_id, { number, name, serial, found: Number(found) });
      return true;
    });
    setBusy(false);
    if (!done) return;
    setFound('');
    toast.value = { text: t('parts.count_kept', { n: found, name: line.name || number, where: holder }) };
    await onCounted();
  };
  return (
    <form
      class="inline card"
      data-counting
      onKeyDown={(event) => found && onEscape(() => setFound(''))(event)}
      onSubmit={(event) => void count(event)}
    >
      <label>
        {t('parts.count_found')}
        <input
          name="found"
          type="number"
          inputMode="numeric"
          min={0}
          max={MOST}
          required
          value={found}
          onInput={(event) => setFound(event.currentTarget.value)}
        />
      </label>
      <p class="soft small">{t('parts.count_means')}</p>
      <button type="submit" class="primary" disabled={busy || found === ''}>
        {t('parts.count')}
      </button>
    </form>
  );
}

function Moves({ line }: { line: Held }) {
  const [rows, setRows] = useState<Schemas['MoveLine'][]>([]);
  useEffect(() => void attempt(() => readMoves(line)).then((found) => found && setRows(found)), []);
  return (
    <section class="history">
      <h2>{t('parts.moves_of', { name: line.name || line.number })}</h2>
      <ol>
        {rows.map((row, at) => (
          <li key={at}>
            <time>{moment(row.at)}</time>
            <span>
              {td('part_move', row.kind)}: {row.to_name === line.holder ? '+' : '−'}
              {row.quantity}{' '}
              <span class="soft small">{[row.serial, row.order_number, row.why, row.by].filter(Boolean).join(' · ')}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
