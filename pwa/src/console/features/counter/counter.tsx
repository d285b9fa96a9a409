// A device at the counter, on its order: the day that is promised, the receipt, what was found, and what it costs.
import { useState } from 'preact/hooks';
import { FINISHED, OUTCOMES } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { date, moment } from '../../../shared/time';
import { allowed } from '../../app/session';
import { addPhotos, handIn, inspected, promiseAnew, receiptOf } from '../../data/counter';
import { Field } from '../../ui/field';
import { Select } from '../../ui/select';
import type { Detail } from '../orders/state';
import { NO_PHOTOS, Photos } from './photos';
import { Pictures, RemovedPictures } from './pictures';
import { Quotes } from './quotes';
import { NO_RECEIPT, ReceiptFields } from './receipt-fields';
import { Say } from './say';

type Outcome = (typeof OUTCOMES)[number];

export function Counter({ open: { line, extra, carry_in, currency } }: { open: Detail }) {
  if (!carry_in) return null;
  const may = allowed('counter') && !FINISHED.has(line.status);
  const before = may && line.status !== 'awaiting_signature';
  return (
    <section class="counter" data-counter>
      <h2>{t('counter.title')}</h2>
      <Facts carry_in={carry_in} zone={extra.time_zone} />
      <Pictures order={line.id} photos={carry_in.photos} label="counter.photos" open={may} />
      <Inspected order={line.id} carry_in={carry_in} open={may} />
      {may && <RemovedPictures order={line.id} photos={carry_in.removed_photos} />}
      <Quotes
        order={line.id}
        quotes={carry_in.quotes}
        zone={extra.time_zone}
        currency={currency ?? ''}
        open={before && line.status !== 'received'}
      />
      <div class="action-bar">
        {may && <Receive order={line.id} carry_in={carry_in} />}
        {may && <AddPhotos order={line.id} />}
        {before && carry_in.handed_in_at && <Inspect order={line.id} />}
        {before && <NewDate order={line.id} />}
        {allowed('counter') && carry_in.handed_in_at && (
          <form method="post" action={receiptOf(line.id)} target="_blank" rel="noopener">
            <button type="submit" data-print>
              <Icon name="file" />
              {t('counter.print')}
            </button>
          </form>
        )}
      </div>
    </section>
  );
}

type CarryIn = NonNullable<Detail['carry_in']>;

function Facts({ carry_in, zone }: { carry_in: CarryIn; zone: string }) {
  const found = carry_in.outcome && [td('outcome', carry_in.outcome), carry_in.findings].filter(Boolean).join(' · ');
  const rows: [string, string | null][] = [
    [t('handed.handed_in'), carry_in.handed_in_at && moment(carry_in.handed_in_at, zone)],
    [t('counter.accessories'), carry_in.accessories],
    [t('counter.condition'), carry_in.condition],
    [t('counter.password'), carry_in.has_password ? t('counter.password_kept') : ''],
    [t('counter.outcome'), found],
  ];
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      {carry_in.dates.length > 0 && (
        <div>
          <dt>{t('counter.promised')}</dt>
          <dd data-dates>
            {carry_in.dates.map((row) => (
              <span key={row.told_at} class="block">
                {date(row.promised_on)} <span class="soft small">{row.reason || t('counter.first')}</span>
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Its photos come from the technician's phone, later than its words. */
function Inspected({ order, carry_in, open }: { order: string; carry_in: CarryIn; open: boolean }) {
  const { inspection_photos: photos, photos_coming: coming } = carry_in;
  if (photos.length + coming === 0) return null;
  return (
    <div data-inspection-photos={photos.length}>
      <p class="soft small">{t('counter.inspection_photos')}</p>
      <Pictures order={order} photos={photos} label="counter.inspection_photos" open={open} />
      {coming > 0 && <p class="soft small">{t('counter.photos_coming', { n: coming })}</p>}
    </div>
  );
}

function Receive({ order, carry_in }: { order: string; carry_in: CarryIn }) {
  const known = { ...NO_RECEIPT, accessories: carry_in.accessories ?? '', condition: carry_in.condition ?? '' };
  const [values, setValues] = useState(known);
  const word = t(carry_in.handed_in_at ? 'counter.edit_receipt' : 'counter.hand_in');
  return (
    <Say name="receipt" label={word} send={word} open={!carry_in.handed_in_at} onSend={() => handIn(order, values)}>
      <ReceiptFields values={values} set={(change) => setValues({ ...values, ...change })} />
    </Say>
  );
}

function AddPhotos({ order }: { order: string }) {
  const [{ ready, sending }, setPhotos] = useState(NO_PHOTOS);
  const waits = sending || ready.length === 0;
  return (
    <Say
      name="photos"
      label={t('counter.add_photos')}
      send={t('counter.add_photos')}
      waits={waits}
      onSend={() => addPhotos(order, ready)}
    >
      <Photos onChange={setPhotos} />
    </Say>
  );
}

function Inspect({ order }: { order: string }) {
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [findings, setFindings] = useState('');
  const send = async () => outcome && inspected(order, { outcome, findings });
  const options: [string, string][] = [['', '–'], ...OUTCOMES.map((key): [string, string] => [key, td('outcome', key)])];
  return (
    <Say name="inspection" label={t('counter.inspect')} send={t('counter.inspect')} onSend={send}>
      <Select
        label={t('counter.outcome')}
        name="outcome"
        value={outcome}
        options={options}
        onChange={(key) => setOutcome(key as Outcome)}
      />
      <Field
        shape={{ name: 'findings', label: t('counter.findings'), type: 'area', rows: 2, longest: 4000 }}
        value={findings}
        onChange={(text) => setFindings(String(text))}
      />
    </Say>
  );
}

function NewDate({ order }: { order: string }) {
  const [values, setValues] = useState({ promised_on: '', reason: '' });
  return (
    <Say name="date" label={t('counter.new_date')} send={t('counter.save_date')} onSend={() => promiseAnew(order, values)}>
      <Field
        shape={{ name: 'promised_on', label: t('counter.promised'), type: 'date', required: true }}
        value={values.promised_on}
        onChange={(day) => setValues({ ...values, promised_on: String(day) })}
      />
      <Field
        shape={{ name: 'reason', label: t('counter.new_date_why'), required: true, longest: 4000 }}
        value={values.reason}
        onChange={(text) => setValues({ ...values, reason: String(text) })}
      />
    </Say>
  );
}
