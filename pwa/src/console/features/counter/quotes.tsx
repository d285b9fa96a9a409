// What the repair would cost, and what the customer said to it: by their link, by telephone or at the counter.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { language, t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { answerQuote, makeQuote } from '../../data/counter';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import { Say } from './say';

type Quote = Schemas['Quote'];

export function Quotes({ order, quotes, zone, open }: { order: string; quotes: Quote[]; zone: string; open: boolean }) {
  const waits = quotes.find((quote) => quote.agreed === null);
  return (
    <>
      {quotes.map((quote) => (
        <p key={quote.id} data-quote={quote.agreed === null ? 'waits' : quote.agreed ? 'agreed' : 'declined'}>
          <strong>{money(quote)}</strong> · {quote.work}
          <span class={`block small ${quote.agreed === null ? 'warn-word' : 'soft'}`}>{answerOf(quote, zone)}</span>
        </p>
      ))}
      {open && (waits ? <Answer quote={waits} /> : <NewQuote order={order} />)}
    </>
  );
}

function money({ amount, currency }: Quote): string {
  return new Intl.NumberFormat(language.value, { style: 'currency', currency }).format(Number(amount));
}

function answerOf({ agreed, answered_at, answered_by, how }: Quote, zone: string): string {
  if (agreed === null || !answered_at) return t('counter.quote_waits');
  const said = [t(agreed ? 'counter.agreed' : 'counter.declined'), td('counter', `by_${how}`), answered_by];
  return [...said, moment(answered_at, zone)].filter(Boolean).join(' · ');
}

function NewQuote({ order }: { order: string }) {
  const [values, setValues] = useState({ amount: '', currency: ownCurrency(), work: '' });
  const field = (name: 'amount' | 'currency' | 'work', longest: number) => (
    <Field
      shape={{ name, label: td('counter', name), required: true, longest }}
      value={values[name]}
      onChange={(text) => setValues({ ...values, [name]: String(text) })}
    />
  );
  const send = () =>
    makeQuote(order, { ...values, currency: values.currency.toUpperCase(), amount: values.amount.replace(',', '.') });
  return (
    <Say name="quote" label={t('counter.quote')} send={t('counter.send_quote')} onSend={send}>
      <div class="two">
        {field('amount', 13)}
        {field('currency', 3)}
      </div>
      {field('work', 4000)}
    </Say>
  );
}

/** Proposed by the language that the counter works in; anything else is typed. */
function ownCurrency(): string {
  return language.value.startsWith('zh') ? 'CNY' : 'EUR';
}

function Answer({ quote }: { quote: Quote }) {
  const [values, setValues] = useState({ agreed: '', how: 'phone' as 'phone' | 'counter', name: '' });
  return (
    <Say
      name="answer"
      label={t('counter.record_answer')}
      send={t('counter.record_answer')}
      onSend={() => answerQuote(quote.id, { agreed: values.agreed === 'yes', how: values.how, name: values.name })}
    >
      <div class="two">
        {(['yes', 'no'] as const).map((said) => (
          <label key={said} class="check">
            <input
              type="radio"
              name="agreed"
              value={said}
              required
              checked={values.agreed === said}
              onChange={() => setValues({ ...values, agreed: said })}
            />
            {t(said === 'yes' ? 'counter.agree' : 'counter.decline')}
          </label>
        ))}
      </div>
      <Select
        label={t('counter.how')}
        name="how"
        value={values.how}
        options={(['phone', 'counter'] as const).map((how) => [how, td('counter', `by_${how}`)])}
        onChange={(how) => setValues({ ...values, how: how as 'phone' | 'counter' })}
      />
      <Field
        shape={{ name: 'name', label: t('counter.who'), required: true, longest: 200 }}
        value={values.name}
        onChange={(name) => setValues({ ...values, name: String(name) })}
      />
    </Say>
  );
}
