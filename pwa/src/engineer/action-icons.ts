// A picture for everything that the engineer can do, in the order of the sheet "More".
import type { Action } from '../shared/domain.gen';
import type { IconName } from '../shared/icon';

export const ICONS: Partial<Record<Action, IconName>> = {
  running_late: 'late',
  on_time: 'clock',
  ask_for_help: 'help',
  note: 'note',
  agree_time: 'clock',
  not_reached: 'phoneBack',
  no_access: 'door',
  wait_for_customer: 'pause',
  request_parts: 'box',
  receive_parts: 'box',
  confirm_appointment: 'phone',
  accept: 'check',
  set_off: 'navigation',
  arrive: 'pin',
  start_diagnosis: 'search',
  start_repair: 'wrench',
  start_test: 'gauge',
  resume: 'play',
  resume_work: 'play',
  solve_remotely: 'phone',
  send_visit: 'navigation',
  remote_step: 'phone',
  return_to_remote: 'phoneBack',
  declare_unsigned: 'personX',
  decline: 'x',
  finish_work: 'check',
};
export const ORDER = Object.keys(ICONS) as Action[];
