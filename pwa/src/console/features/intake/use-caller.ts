// Who calls, and what follows from it for certain; of a call that was kept, what it said.
import { useEffect } from 'preact/hooks';
import { sameWord } from '../../../shared/same-word';
import { place } from '../../app/router';
import { attempt } from '../../app/toast';
import { readCall } from '../../data/calls';
import { type Caller, type Customer, readCustomer } from '../../data/customers';
import { chosen, NEW, type Values, type Written } from './order-values';

interface Props {
  written: Written;
  restored: number | null;
  set: (change: Partial<Written>) => void;
  setValues: (change: Partial<Values>) => void;
}

/** The only one there is; of several nobody knows yet which. */
function only(rows: readonly { id: string }[]): string {
  return rows.length === 1 && rows[0] ? rows[0].id : rows.length ? '' : NEW;
}

export function useCaller({ written, restored, set, setValues }: Props) {
  const { who, customer } = written;
  const type = (text: string) => {
    set({ who: text, customer: null });
    if (!customer) return;
    setValues({ contact_id: '', site_id: '', devices: [], serial: '', model: '' }); // what was filled in for another customer
  };
  /** contact: who of them it is, where that is known. What was typed to find them may be the number of their device. */
  const choose = (found: Customer, contact = only(found.contacts)) => {
    set({ who: found.name, customer: found });
    const named = found.devices.filter((row) => sameWord(row.serial, who));
    const site = named[0]?.site_id ?? only(found.sites);
    setValues({ contact_id: contact, site_id: site, devices: named.map(chosen) });
  };
  const recognise = (caller: Caller) => {
    if (caller.customer.id === customer?.id) setValues({ contact_id: caller.contact.id });
    else choose(caller.customer, caller.contact.id);
  };
  const takeOver = async (id: string) => {
    const call = await attempt(() => readCall(id));
    const found = call?.account_id ? await attempt(() => readCustomer(call.account_id ?? '')) : null;
    if (!call) return;
    if (found) choose(found, call.contact_id ?? NEW);
    else set({ who: call.customer });
    setValues({ fault: call.asked, came_in: call.came_in as Values['came_in'], call_id: call.id });
    setValues({ contact_name: call.name, contact_phone: call.phone });
  };
  useEffect(() => {
    const call = place.value.searchParams.get('call');
    if (call && restored === null) void takeOver(call);
  }, []);
  return { type, choose, recognise };
}
