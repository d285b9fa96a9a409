import { expect, it } from 'vitest';
import { TRANSITIONS } from '../shared/domain.gen';
import { ICONS } from './action-icons';

it('has a picture for everything that an engineer can do', () => {
  const can = TRANSITIONS.filter((row) => (row.roles as readonly string[]).includes('engineer')).map((row) => row.action);
  const elsewhere = new Set(['sign', 'undo']); // buttons of their own
  expect(can.filter((action) => !elsewhere.has(action) && !ICONS[action])).toEqual([]);
});
