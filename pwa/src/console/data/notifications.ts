// What was said to this person, how they want to hear it, and what reached nobody.
import { ask, type Schemas } from '../../shared/api';

export type Notice = Schemas['NotificationRow'];

export function listNotices(): Promise<Notice[]> {
  return ask('/api/notifications');
}

export function markRead(until: string): Promise<void> {
  return ask('/api/notifications/read', { method: 'POST', body: { until } });
}

export function readPreferences(): Promise<Schemas['Preferences']> {
  return ask('/api/me/notify');
}

export function savePreferences(chosen: Schemas['Choices']): Promise<void> {
  return ask('/api/me/notify', { method: 'PUT', body: chosen });
}

export function listUndelivered(): Promise<Schemas['Dead'][]> {
  return ask('/api/deliveries/dead');
}

export function resend(id: string): Promise<void> {
  return ask(`/api/deliveries/${id}/resend`, { method: 'POST' });
}

/** What failed in the background, and waits. */
export function listPutOff(): Promise<Schemas['PutOff'][]> {
  return ask('/api/put-off');
}

export function tryNow(body: Schemas['Wanted']): Promise<void> {
  return ask('/api/put-off/try', { method: 'POST', body });
}
