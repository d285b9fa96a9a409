// Calls that became no order: kept, found again, read by the order that one becomes.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Call = Schemas['CallLine'];

export function keepCall(call: Schemas['NewCall']): Promise<unknown> {
  return askOnce('/api/calls', { method: 'POST', body: call });
}

export function findCalls(words: string): Promise<Call[]> {
  return ask(`/api/calls?words=${encodeURIComponent(words)}`);
}

export function readCall(id: string): Promise<Call> {
  return ask(`/api/calls/${id}`);
}
