// Who calls, and what is filled in by it; of a call that was kept, what it said.
import { useEffect, useState } from 'preact/hooks';
import { sameWord } from '../../../shared/same-word';
import { place } from '../../app/router';
import { attempt } from '../../app/toast';
import { readCall } from '../../data/calls';
import { type Caller, type Customer, readCustomer } from '../../data/customers';
import { empty, type Values } from './order-values';

export function useCaller() {
  const [values, setValues] = useState<Values>(empty);
  const [who, setWho] = useState('');
  const [customer, setCustomer] = useState<Customer | null>(null);
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const type = (text: string) => {
    setWho(text);
    setCustomer(null);
    set({ contact_id: '', site_id: '', ...(customer && { serial: '', model: '' }) }); // what was filled in for another customer
  };
  const choose = (found: Customer, contact = found.contacts[0]?.id) => {
    setCustomer(found);
    setWho(found.name);
    const device = found.devices.find((row) => sameWord(row.serial, who)) ?? found.devices[0];
    const site = device?.site_id ?? found.sites[0]?.id ?? '';
    set({ contact_id: contact ?? '', site_id: site, serial: device?.serial ?? '', model: device?.model ?? '' });
  };
  const recognise = (caller: Caller) => {
    if (caller.customer.id === customer?.id) set({ contact_id: caller.contact.id });
    else choose(caller.customer, caller.contact.id);
  };
  const takeOver = async (id: string) => {
    const call = await attempt(() => readCall(id));
    const found = call?.account_id ? await attempt(() => readCustomer(call.account_id ?? '')) : null;
    if (!call) return;
    if (found) choose(found, call.contact_id ?? '');
    else setWho(call.customer);
    set({ fault: call.asked, came_in: call.came_in as Values['came_in'], call_id: call.id });
    set({ contact_name: call.name, contact_phone: call.phone });
  };
  useEffect(() => {
    const call = place.value.searchParams.get('call');
    if (call) void takeOver(call);
  }, []);
  return { values, set, who, customer, type, choose, recognise };
}
