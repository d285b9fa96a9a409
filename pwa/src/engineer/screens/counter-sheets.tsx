// What a technician says of a device on their bench: what the inspection found, and what the repair would cost.
import { OUTCOMES } from '../../shared/domain.gen';
import { type Key, listed, t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { amountOf, currencyOf, type Typed, wrongIn } from '../../shared/price';
import { type Outcome, type Said, SHEETS } from '../bench';
import { length, PHOTOS } from '../bounds';
import { withoutWords } from '../draft-edits';
import { draftWords, type Ending, ending, keepWords } from '../drafts';
import { begunIn, inspect, picturesIn, quote, withoutPicture, withPicture } from '../inspection';
import type { View } from '../model';
import { Choice, Leave, Veil } from '../sheet';
import { Picture } from './picture';
import { Removed } from './pictures';
import { adding, putIn, TakePhotos } from './report-photos';
import { TooLong } from './too-long';

const LONGEST = 4000; // signs of findings or work, as the counter takes them

interface Props {
  view: View;
  /** What was saved; null: nothing, it was only closed. */
  onDone: (said: Said | null) => void;
}

type Begun = Partial<Record<'outcome' | 'text' | 'amount' | 'currency', string>>;

/** What was typed stays until it is said, as in every sheet; what is as the sheet begins was not typed. */
function useTyped(view: View, said: Said, begins: Begun): [Begun, (fields: Begun) => void] {
  const place = SHEETS[said];
  const typed = (draftWords(view.attendance_id, place) ?? {}) as Begun;
  const set = (fields: Begun) => {
    const fresh = Object.entries(fields).map(([name, text]) => [name, text === begins[name as keyof Begun] ? undefined : text]);
    keepWords(view.attendance_id, place, Object.fromEntries(fresh));
  };
  return [{ ...begins, ...typed }, set];
}

/** What lies begun in the sheet of an inspection, as it would have been said. */
export function handOver(view: View, ends: Ending): Promise<boolean> {
  return inspect(view, begunIn(draftWords(view.attendance_id, SHEETS.inspect)), ends);
}

/** Said again it corrects what stands there, which it begins with. */
export function InspectSheet({ view, onDone }: Props) {
  const known = view.handed_in;
  const begins = { outcome: known?.outcome ?? '', text: known?.findings ?? '' };
  const [{ outcome = '', text = '', ...begun }, set] = useTyped(view, 'inspect', begins);
  const { photos } = picturesIn(begun);
  const ready = outcome !== '' && length(text) <= LONGEST && adding.value === 0;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    const ends = ending(view.attendance_id, withoutWords(SHEETS.inspect));
    if (await inspect(view, { outcome: outcome as Outcome, findings: text, photos }, ends)) onDone('inspect');
  };
  return (
    <Veil label={t('counter.inspect')} onClose={() => onDone(null)}>
      <form class="sheet" data-sheet="inspect" onSubmit={(event) => void submit(event)}>
        <h2>{t('counter.inspect')}</h2>
        <Choice
          legend={t('counter.outcome')}
          rows={OUTCOMES.map((code) => [code, td('outcome', code)])}
          value={outcome}
          onChange={(code) => set({ outcome: String(code) })}
        />
        <Words label={t('counter.findings')} name="findings" text={text} onInput={(said) => set({ text: said })} />
        <Photos attendance_id={view.attendance_id} />
        {!outcome && <p class="soft small">{t('report.needed', { what: t('counter.outcome') })}</p>}
        <button type="submit" class="primary big" disabled={!ready}>
          {t('sheet.save')}
        </button>
        <Leave attendance_id={view.attendance_id} place={SHEETS.inspect} onLeave={() => onDone(null)} />
      </form>
    </Veil>
  );
}

function Photos({ attendance_id }: { attendance_id: string }) {
  const begun = () => picturesIn(draftWords(attendance_id, SHEETS.inspect));
  const { photos, removed } = begun();
  const most = () => begun().photos.length >= PHOTOS && t('bench.photos_most', { most: PHOTOS });
  return (
    <TakePhotos attendance_id={attendance_id} most={most} put={withPicture}>
      {photos.length > 0 && (
        <div class="photos">
          {photos.map((hash) => (
            <figure key={hash}>
              <Picture sha256={hash} />
              <button
                type="button"
                class="plain danger big"
                data-remove
                onClick={() => putIn(attendance_id, withoutPicture(hash))}
              >
                {t('report.remove')}
              </button>
            </figure>
          ))}
        </div>
      )}
      <Removed hashes={removed} words="bench.photos_removed" onPutBack={(hash) => putIn(attendance_id, withPicture(hash))} />
    </TakePhotos>
  );
}

const LABELS: Record<keyof Typed, Key> = { amount: 'counter.amount', currency: 'counter.currency', work: 'counter.work' };

function Wrong({ words }: { words: string }) {
  return (
    <p class="note bad" role="alert">
      {words}
    </p>
  );
}

/** The customer is asked as soon as it has left the phone. */
export function QuoteSheet({ view, onDone }: Props) {
  const begins = { amount: '', currency: view.handed_in?.currency ?? '', text: '' };
  const [{ amount = '', currency = '', text = '' }, set] = useTyped(view, 'quote', begins);
  const wrong = wrongIn({ amount, currency, work: text });
  const ready = !wrong.length && length(text) <= LONGEST;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    const ends = ending(view.attendance_id, withoutWords(SHEETS.quote));
    const said = { amount: amountOf(amount) ?? '', currency: currencyOf(currency), work: text };
    if (await quote(view, said, ends)) onDone('quote');
  };
  return (
    <Veil label={t('counter.quote')} onClose={() => onDone(null)}>
      <form class="sheet" data-sheet="quote" onSubmit={(event) => void submit(event)}>
        <h2>{t('counter.quote')}</h2>
        <div class="price">
          <label>
            {t('counter.amount')}
            <input
              name="amount"
              inputMode="decimal"
              autocomplete="off"
              maxLength={13}
              value={amount}
              aria-invalid={amount !== '' && wrong.includes('amount')}
              onInput={(event) => set({ amount: event.currentTarget.value })}
            />
          </label>
          <label>
            {t('counter.currency')}
            <input
              name="currency"
              autocomplete="off"
              autocapitalize="characters"
              maxLength={3}
              value={currency}
              aria-invalid={currency.length === 3 && wrong.includes('currency')}
              onInput={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
            />
          </label>
        </div>
        <Words label={t('counter.work')} name="work" text={text} onInput={(said) => set({ text: said })} />
        {amount !== '' && wrong.includes('amount') && <Wrong words={t('quote.amount_wrong')} />}
        {currency.length === 3 && wrong.includes('currency') && <Wrong words={t('quote.currency_wrong', { currency })} />}
        <p class="soft small">
          {wrong.length ? t('report.needed', { what: listed(wrong.map((name) => t(LABELS[name]))) }) : t('bench.quote_means')}
        </p>
        <button type="submit" class="primary big" disabled={!ready}>
          <Icon name="message" />
          {t('counter.send_quote')}
        </button>
        <Leave attendance_id={view.attendance_id} place={SHEETS.quote} onLeave={() => onDone(null)} />
      </form>
    </Veil>
  );
}

function Words({ label, name, text, onInput }: { label: string; name: string; text: string; onInput: (text: string) => void }) {
  return (
    <label>
      {label}
      <textarea
        name={name}
        rows={3}
        value={text}
        aria-invalid={length(text) > LONGEST}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <TooLong text={text} most={LONGEST} words="bench.too_long" />
    </label>
  );
}
