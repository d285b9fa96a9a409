// What the repair would cost, and what the customer said to it: by their link, by telephone or at the counter.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { money } from '../../../shared/money';
import { amountOf, currencyOf } from '../../../shared/price';
import { answerOf } from '../../../shared/quotes';
import { answerQuote, makeQuote } from '../../data/counter';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import { Say } from './say';

type Quote = Schemas['Quote'];

interface Props {
  order: string;
  quotes: Quote[];
  zone: string;
  /** What a new one begins with; '' where nobody knows. */
  currency: string;
  open: boolean;
}

export function Quotes({ order, quotes, zone, currency, open }: Props) {
  const waits = quotes.find((quote) => quote.agreed === null);
  return (
    <>
      {quotes.map((quote) => (
        <p key={quote.id} data-quote={quote.agreed === null ? 'waits' : quote.agreed ? 'agreed' : 'declined'}>
          <strong>{money(quote)}</strong> · {quote.work}
          <span class={`block small ${quote.agreed === null ? 'warn-word' : 'soft'}`}>{answerOf(quote, zone)}</span>
        </p>
      ))}
      {open && (waits ? <Answer quote={waits} /> : <NewQuote order={order} currency={currency} />)}
    </>
  );
}

function NewQuote({ order, currency }: { order: string; currency: string }) {
  const [values, setValues] = useState({ amount: '', currency, work: '' });
  const field = (name: 'amount' | 'currency' | 'work', longest: number) => (
    <Field
      shape={{ name, label: td('counter', name), required: true, longest }}
      value={values[name]}
      onChange={(text) => setValues({ ...values, [name]: String(text) })}
    />
  );
  const send = () =>
    makeQuote(order, {
      ...values,
      currency: currencyOf(values.currency),
      amount: amountOf(values.amount) ?? values.amount,
    });
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
