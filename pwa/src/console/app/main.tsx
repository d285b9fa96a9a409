// The dispatcher's console: the rescue queue first, everything by keyboard, the address bar is the state.
import { effect } from '@preact/signals';
import { render } from 'preact';
import '../../shared/base.css';
import '../../shared/map.css';
import '../styles/frame.css';
import '../styles/board.css';
import '../styles/map.css';
import '../styles/detail.css';
import '../styles/assign.css';
import '../styles/clocks.css';
import '../styles/order.css';
import '../styles/order-panel.css';
import '../styles/bell.css';
import '../styles/people.css';
import '../styles/manage.css';
import '../styles/rules.css';
import '../styles/parts.css';
import '../styles/rescue.css';
import '../styles/plan.css';
import '../styles/timeline.css';
import '../styles/list.css';
import '../styles/sheet.css';
import '../styles/palette.css';
import '../styles/glance.css';
import '../styles/narrow.css';
import { Refusal } from '../../shared/api';
import { speak } from '../../shared/i18n';
import { listen } from '../../shared/live';
import { setClock, startTicking } from '../../shared/time';
import { whoAmI } from '../data/session';
import { watchLate } from '../features/day/alarm';
import { learnLevels } from '../features/levels/names';
import { hearPositions, refreshPositions, shown } from '../features/map/seen';
import { refreshBell } from '../features/notifications/bell';
import { refresh } from '../features/orders/state';
import { keys } from './keys';
import { Layout } from './layout';
import { connected, me, toSignIn } from './session';

async function start(): Promise<void> {
  await speak();
  try {
    const person = await whoAmI();
    if (person.roles.every((role) => role === 'engineer')) return location.replace('/app/');
    me.value = person;
    setClock(person.now, person.speed);
  } catch (error) {
    if (error instanceof Refusal) return toSignIn();
    connected.value = false;
  }
  const root = document.getElementById('app');
  if (root) render(<Layout />, root);
  startTicking(5000);
  addEventListener('keydown', keys);
  await Promise.all([refresh(), learnLevels()]);
  watchLate();
  const live = listen((hint, rows) => {
    if (hint === 'more' || hint === 'open') void Promise.all([refresh(), refreshBell()]);
    if (hint === 'positions') void hearPositions(rows);
    if (hint === 'closed') connected.value = false;
  });
  effect(() => {
    live.show(shown.value); // its first word is that there is something to read
    if (!connected.peek()) void refreshPositions();
  });
  setInterval(() => void refresh(), 20_000);
  setInterval(() => void refreshPositions(), 60_000); // who left this screen's scope, or is away by now, is told by nobody's movement
}

void start();
