// What the engineer asks for in the sheet "Needs parts": found in the catalogue or scanned, or in words where it has it not.
import { useEffect, useState } from 'preact/hooks';
import { PART_URGENCIES, type PartUrgency } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { inWords, type Part, type PartAsked } from '../asked';
import { findParts, type Listed, openCatalogue, partOf, parts } from '../catalogue';
import { type Also, Choice, type Data, Sheet, type SheetProps } from '../sheet';
import { Scanner } from './scan';

const MOST = 50; // lines that one tap may ask for
const MOST_OF_ONE = 999;

const linesOf = (data: Data) => (data.parts as PartAsked[] | undefined) ?? [];

/** What this sheet asks beside its words: with a part chosen nothing has to be written. */
const PARTS_WANTED: Also = {
  enough: (data) => linesOf(data).length > 0,
  said: ({ urgency, ...data }) => {
    const asked = linesOf(data).map((line) => ({ ...line, urgency: (urgency as PartUrgency | undefined) ?? 'normal' }));
    if (!asked.length) return data;
    return { ...data, parts: asked, text: [inWords(asked), data.text].filter(Boolean).join('\n') };
  },
  render: (data, set) => <PartsWanted data={data} set={set} />,
};

export function PartsSheet(asked: SheetProps) {
  return <Sheet {...asked} also={PARTS_WANTED} />;
}

function PartsWanted({ data, set }: { data: Data; set: (name: string, value: unknown) => void }) {
  useEffect(() => void openCatalogue(), []);
  const lines = linesOf(data);
  const keep = (rows: PartAsked[]) => set('parts', rows.length ? rows : undefined);
  const add = (part: Part) => {
    const known = lines.find((line) => line.number === part.number && line.name === part.name);
    if (known)
      keep(lines.map((line) => (line === known ? { ...line, quantity: Math.min(MOST_OF_ONE, line.quantity + 1) } : line)));
    else if (lines.length < MOST) keep([...lines, { ...part, quantity: 1 }]);
  };
  return (
    <>
      {lines.map((line, at) => (
        <Line
          key={line.number + line.name}
          line={line}
          onCount={(quantity) => keep(quantity ? lines.with(at, { ...line, quantity }) : lines.toSpliced(at, 1))}
        />
      ))}
      <Find onFound={add} />
      {lines.length > 0 && (
        <Choice
          legend={t('parts.urgency')}
          rows={PART_URGENCIES.map((code) => [code, td('part_urgency', code)])}
          value={data.urgency ?? 'normal'}
          onChange={(code) => set('urgency', code)}
        />
      )}
    </>
  );
}

function Line({ line, onCount }: { line: PartAsked; onCount: (quantity: number) => void }) {
  return (
    <div class="asked-part" data-part={line.number || line.name}>
      <span>
        {line.name}
        {line.number && <small class="soft block">{line.number}</small>}
      </span>
      <button type="button" aria-label={t('parts.fewer', { name: line.name })} onClick={() => onCount(line.quantity - 1)}>
        −
      </button>
      <output>{line.quantity}</output>
      <button
        type="button"
        aria-label={t('parts.more', { name: line.name })}
        disabled={line.quantity >= MOST_OF_ONE}
        onClick={() => onCount(line.quantity + 1)}
      >
        +
      </button>
    </div>
  );
}

/** A part, and what is delivered in its place; what is delivered no more cannot be asked for. */
function Found({ part, onTake }: { part: Listed; onTake: (part: Part) => void }) {
  const next = part.successor;
  return (
    <>
      {part.gone ? (
        <p class="gone-part" data-gone={part.number}>
          {part.name} <small class="soft">{part.number}</small>
        </p>
      ) : (
        <button type="button" data-found={part.number} onClick={() => onTake(part)}>
          {part.name} <small class="soft">{part.number}</small>
        </button>
      )}
      {next && (
        <button
          type="button"
          class="successor"
          data-found={next.number}
          data-successor={part.number}
          onClick={() => onTake(next)}
        >
          {t('parts.replaced_by', { name: next.name || next.number })} {next.name && <small class="soft">{next.number}</small>}
        </button>
      )}
    </>
  );
}

/** Also used where a part is taken into the car. */
export function Find({ onFound }: { onFound: (part: Part) => void }) {
  const [typed, setTyped] = useState('');
  const [scanning, setScanning] = useState(false);
  const found = findParts(parts.value, typed);
  const words = typed.trim();
  const take = ({ number, name }: Part) => {
    setTyped('');
    onFound({ number, name });
  };
  const scanned = (code: string) => {
    setScanning(false);
    const part = partOf(parts.value, code);
    if (part && !part.successor) take(part);
    else setTyped(code); // what has a successor is looked at first
  };
  return (
    <>
      <div class="find-part">
        <label>
          {t('parts.find')}
          <input
            name="part"
            value={typed}
            maxLength={200}
            autocomplete="off"
            enterkeyhint="search"
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        </label>
        <button type="button" class="big" aria-label={t('parts.scan')} onClick={() => setScanning(true)}>
          <Icon name="scan" />
        </button>
      </div>
      {words && (
        <div class="found-parts">
          {found.map((part) => (
            <Found key={part.number} part={part} onTake={take} />
          ))}
          <button type="button" class="plain" data-in-words onClick={() => take({ number: '', name: words })}>
            {t('parts.in_words', { words })}
          </button>
        </div>
      )}
      {scanning && <Scanner onFound={scanned} onClose={() => setScanning(false)} />}
    </>
  );
}
