// What a new order has to say before it is sent: each field with what is wrong with it, in the reader's language.
import { BENCH } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { fromField, serverNow } from '../../../shared/time';
import { NEW, type Values, type Written, zone } from './order-values';

/** By the name that the server gives a field when it refuses it. */
export function missingOf({ values, who, customer, answer }: Written): Map<string, string> {
  const found = new Map<string, string>();
  const needs = (field: string, said: string | null, words = t('form.needed')) => said?.trim() || found.set(field, words);
  if (answer) return found; // the server says what a call needs
  needs('account_name', who, t('form.needs_customer'));
  if (!customer || values.contact_id === NEW) {
    needs('contact.name', values.contact_name);
    needs('contact.phone', values.contact_phone);
  } else needs('contact', values.contact_id, t('form.choose_one'));
  if (!BENCH.has(values.kind)) {
    if (customer) needs('site_id', values.site_id, t('form.choose_one'));
    if (!customer || values.site_id === NEW) needs('site', values.lat === null ? '' : 'pin', t('form.needs_pin'));
    needsWindow(values, found);
  } else needs('window_to', values.promised_on);
  needs('fault', values.fault);
  needs('level', values.level, t('form.choose_one'));
  return found;
}

function needsWindow({ from, to }: Values, found: Map<string, string>): void {
  if (!from) found.set('window_from', t('form.needed'));
  if (!to) found.set('window_to', t('form.needed'));
  else if (from && to <= from) found.set('window_to', t('form.ends_first'));
  else if (Date.parse(fromField(to, zone())) <= serverNow()) found.set('window_to', t('form.window_over'));
}
