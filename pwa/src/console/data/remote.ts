// How much is solved without a visit.
import { ask, type Schemas } from '../../shared/api';

export function readRemote(days: number): Promise<Schemas['Remote']> {
  return ask(`/api/remote-support?days=${days}`);
}
