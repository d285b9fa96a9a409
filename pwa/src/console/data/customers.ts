// Who calls, from where, about which device, and what their contract says.
import { ask, type Schemas } from '../../shared/api';

export type Customer = Schemas['CustomerLine'];
export type Caller = Schemas['Caller'];

export function findCustomers(words: string): Promise<Customer[]> {
  return ask(`/api/customers?words=${encodeURIComponent(words)}`);
}

export function readCustomer(id: string): Promise<Customer> {
  return ask(`/api/customers/${id}`);
}

export function findCallers(phone: string): Promise<Caller[]> {
  return ask(`/api/callers?phone=${encodeURIComponent(phone)}`);
}

export function findPlaces(address: string): Promise<Schemas['Place'][]> {
  return ask(`/api/places?address=${encodeURIComponent(address)}`);
}

/** What could be promised of an order that is not taken yet. */
export function readPromises(query: URLSearchParams): Promise<Schemas['Promises']> {
  return ask(`/api/promises?${query}`);
}

export function readEntitlement(query: URLSearchParams): Promise<Schemas['Entitlement']> {
  return ask(`/api/entitlement?${query}`);
}

export function readDevice(serial: string): Promise<Schemas['DeviceCard']> {
  return ask(`/api/devices/by-serial?serial=${encodeURIComponent(serial)}`);
}
