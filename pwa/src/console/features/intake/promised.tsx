// By when: what somebody can keep is offered while the caller waits, what nobody can keep is said to be so, and what the level asks stands beside it.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { fromField, moment } from '../../../shared/time';
import { allowed } from '../../app/session';
import { type Customer, readPromises } from '../../data/customers';
import { Field } from '../../ui/field';
import { LaterThanPromised } from '../../ui/later-than-promised';
import { limitName } from '../../ui/limit-name';
import { Kept, Offered } from '../orders/offered';
import { devicesOf, type FieldProps, NEW, type Values, zone } from './order-values';

/** Null where nothing can be said: nobody knows yet where it is. */
export function askedOf(values: Values, customer: Customer | null, level: string): URLSearchParams | null {
  const query = new URLSearchParams({ kind: values.kind, level });
  const site = customer?.sites.find((row) => row.id === values.site_id);
  if (site) query.set('site_id', site.id);
  else if ((customer && values.site_id !== NEW) || values.lat === null || values.lon === null) return null;
  else {
    query.set('lat', String(values.lat));
    query.set('lon', String(values.lon));
  }
  const serial = devicesOf(values)[0]?.serial;
  const device = customer?.devices.find((row) => row.serial === serial);
  if (customer) query.set('account_id', customer.id);
  if (device) query.set('device_id', device.id);
  if (values.skill) query.set('skill', values.skill);
  return query;
}

/** What could be promised, asked once for all that shows it. */
export function usePromises(query: URLSearchParams | null): Asked | null {
  const about = query && allowed('calls.take') ? query.toString() : '';
  const answer = useMemo(() => (about ? readPromises(new URLSearchParams(about)) : null), [about]);
  return answer && { about, answer };
}

export interface Asked {
  about: string;
  answer: Promise<Schemas['Promises']>;
}

interface Props extends Omit<FieldProps, 'customer'> {
  asked: Asked | null;
}

export function Promised({ values, set, wrong, asked }: Props) {
  const field = (name: 'from' | 'to', label: string) => (
    <Field
      shape={{ name, label, type: 'datetime-local' }}
      value={values[name]}
      wrong={wrong(`window_${name}`)}
      onChange={(entered) => set({ [name]: String(entered) })}
    />
  );
  return (
    <>
      <div class="two">
        {field('from', t('form.window'))}
        {field('to', t('form.to'))}
      </div>
      {asked && <Kept about={asked.about} ask={lookAt(asked.about)} zone={zone()} from={values.from} to={values.to} />}
      {asked && values.to && <Limits asked={asked} until={fromField(values.to, zone())} />}
    </>
  );
}

function lookAt(about: string) {
  return async (window_from: string, window_to: string) => {
    const { windows } = await readPromises(new URLSearchParams(`${about}&${new URLSearchParams({ window_from, window_to })}`));
    return windows[0] ?? null;
  };
}

/** The soonest times that could be promised; one press fills them in. */
export function FreeTimes({ values, set, asked }: Omit<Props, 'wrong'>) {
  if (!asked) return <p class="soft small">{t('form.times_need_place')}</p>;
  const ask = async () => (await asked.answer).windows;
  return <Offered about={asked.about} ask={ask} zone={zone()} chosen={values} onChoose={set} />;
}

/** By when the level wants what. Where that is later than what is promised, why. */
function Limits({ asked, until }: { asked: Asked; until: string }) {
  const [limits, setLimits] = useState<Schemas['Limit'][]>([]);
  useEffect(() => {
    let old = false;
    asked.answer.then(
      (found) => old || setLimits(found.limits),
      () => undefined, // the times say it
    );
    return () => {
      old = true;
    };
  }, [asked.about]);
  if (!limits.length) return null;
  return (
    <div class="limits small" data-limits>
      <p class="soft">{limits.map((row) => `${limitName(row.what)} ${moment(row.due_at, zone())}`).join(' · ')}</p>
      <LaterThanPromised limits={limits} until={until} zone={zone()} />
    </div>
  );
}
