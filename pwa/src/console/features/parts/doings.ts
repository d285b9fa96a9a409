// What can be done with a part that an order waits for: what each step asks, and what it sends.
import { PART_WAYS, type PartStep } from '../../../shared/domain.gen';
import { expectPart, movePart, type Part, substitutePart, takeDefective } from '../../data/parts';

export type Doing = 'date' | 'sent' | 'here' | 'fitted' | 'off' | 'instead' | 'defective';
export type Asked = 'expected_on' | 'code' | 'reason' | 'holder_id' | 'where' | 'number' | 'name' | 'agreed_by' | 'serial';
type Data = Partial<Record<Asked, string>>;

interface Step {
  asks: readonly Asked[];
  needs: readonly Asked[];
  possible: (part: Part) => boolean;
  send: (part: Part, data: Data) => Promise<unknown>;
}

const goesOn = (part: Part) => (PART_WAYS[part.status as PartStep] ?? []).length > 0;
const place = ({ holder_id, where }: Data) => ({ holder_id: holder_id || null, where: where ?? '' });

/** To the next step of its way, where the way leads there. */
function moves(to: PartStep, asks: readonly Asked[] = []): Step {
  return {
    asks,
    needs: [],
    possible: (part) => (PART_WAYS[part.status as PartStep] ?? []).includes(to),
    send: (part, data) => movePart(part.id, { was: part.status, to, ...place(data) }),
  };
}

export const DOINGS: Record<Doing, Step> = {
  date: {
    asks: ['expected_on', 'code', 'reason'],
    needs: ['expected_on', 'code'],
    possible: goesOn,
    send: (part, { expected_on = '', code = '', reason = '' }) => expectPart(part.id, { expected_on, code, reason }),
  },
  sent: moves('in_transit', ['holder_id', 'where']),
  here: moves('ready', ['holder_id', 'where']),
  fitted: moves('fitted'),
  instead: {
    asks: ['number', 'name', 'agreed_by'],
    needs: ['agreed_by'],
    possible: goesOn,
    send: (part, { number = '', name = '', agreed_by = '' }) => substitutePart(part.id, { number, name, agreed_by }),
  },
  defective: {
    asks: ['serial', 'holder_id', 'where'],
    needs: ['serial'],
    possible: (part) => part.status !== 'cancelled',
    send: (part, data) => takeDefective(part.id, { serial: data.serial ?? '', ...place(data) }),
  },
  off: moves('cancelled'),
};
