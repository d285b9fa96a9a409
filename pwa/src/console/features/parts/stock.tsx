// What lies where, added up from the moves; the moves of one holder; a further store.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { moment } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { addStore, readMoves, readStock } from '../../data/parts';

type Held = Schemas['HeldLine'];

/** Something was used or fitted that nobody had written down: the clerk looks at that first. */
const isMissing = ({ quantity }: Held) => quantity < 0;
const missingFirst = (one: Held, other: Held) => Number(isMissing(other)) - Number(isMissing(one));

export function Stock() {
  const [rows, setRows] = useState<Held[] | null>(null);
  const [open, setOpen] = useState<Held | null>(null);
  useEffect(() => void attempt(readStock).then((found) => setRows([...(found ?? [])].sort(missingFirst))), []);
  const missing = rows?.filter(isMissing).length ?? 0;
  return (
    <>
      <NewStore />
      {rows?.length === 0 && <p class="blank soft">{t('parts.no_stock')}</p>}
      {missing > 0 && (
        <p class="note warn" data-missing={missing}>
          {t('parts.missing', { n: missing })}
        </p>
      )}
      {rows && rows.length > 0 && (
        <div class="scroll">
          <table class="entries">
            <thead>
              <tr>
                {(['holder', 'part', 'number', 'serial', 'quantity'] as const).map((name) => (
                  <th key={name}>{t(`parts.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.holder_id + row.number + row.name + row.serial} aria-selected={row === open}>
                  <td>
                    <button type="button" class="plain" onClick={() => setOpen(row)}>
                      {row.holder}
                    </button>
                  </td>
                  <td>{row.name}</td>
                  <td>{row.number}</td>
                  <td>{row.serial}</td>
                  <td class={row.quantity < 0 ? 'bad-word' : ''}>{row.quantity}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <Moves key={open.holder_id} id={open.holder_id} name={open.holder} />}
    </>
  );
}

function Moves({ id, name }: { id: string; name: string }) {
  const [rows, setRows] = useState<Schemas['MoveLine'][]>([]);
  useEffect(() => void attempt(() => readMoves(id)).then((found) => found && setRows(found)), []);
  return (
    <section class="history">
      <h2>{t('parts.moves_of', { name })}</h2>
      <ol>
        {rows.map((row, at) => (
          <li key={at}>
            <time>{moment(row.at)}</time>
            <span>
              {td('part_move', row.kind)}: {row.quantity} × {row.name}{' '}
              <span class="soft small">
                {[row.number, row.serial, row.order_number, row.why, row.by].filter(Boolean).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function NewStore() {
  const [name, setName] = useState('');
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!hasWords(name)) return;
    await attempt(async () => {
      await addStore(name);
      toast.value = { text: t('parts.store_added', { name }) };
      setName('');
    });
  };
  return (
    <form class="tools" onSubmit={(event) => void add(event)}>
      <input
        name="store"
        maxLength={200}
        aria-label={t('parts.new_store')}
        placeholder={t('parts.new_store')}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" disabled={!hasWords(name)}>
        {t('parts.add_store')}
      </button>
    </form>
  );
}
