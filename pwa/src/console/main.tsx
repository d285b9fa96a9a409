// The dispatcher's console: the rescue queue first, everything by keyboard, the address bar is the state.
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import '../shared/base.css';
import '../shared/map.css';
import './styles/frame.css';
import './styles/board.css';
import './styles/detail.css';
import './styles/clocks.css';
import './styles/order.css';
import './styles/bell.css';
import './styles/people.css';
import './styles/manage.css';
import './styles/rules.css';
import './styles/sheet.css';
import './styles/narrow.css';
import { ask, Refusal, type Schemas } from '../shared/api';
import { language, languages, nameOf, speak, t } from '../shared/i18n';
import { Icon } from '../shared/icon';
import { listen } from '../shared/live';
import { clockTime, setClock, startTicking, tick } from '../shared/time';
import { Bell, refreshBell } from './bell';
import { Board } from './board';
import { DetailPanel } from './detail';
import { keys } from './keys';
import { learnLevels } from './levels';
import { firstManaged, Manage } from './manage/manage';
import { MapPanel } from './map-panel';
import { NotFound } from './not-found';
import { OrderForm } from './order-form';
import { People } from './people';
import {
  allowed,
  attempt,
  chosen,
  connected,
  detail,
  go,
  hearPositions,
  me,
  openDetail,
  place,
  refresh,
  refreshPositions,
  toast,
} from './store';

function Top() {
  const people = allowed('people.read');
  const managed = firstManaged();
  const next = languages[(languages.indexOf(language.value) + 1) % languages.length] ?? 'en';
  const signOut = async () => {
    await attempt(() => ask('/api/sign-out', { method: 'POST' }));
    location.assign('/sign-in');
  };
  return (
    <header class="bar">
      <a class="brand" href="/console">
        <img src="/icons/icon.svg" alt="" width="24" height="24" /> Outrider
      </a>
      <nav>
        <button type="button" class="plain" aria-current={place.value.pathname === '/console'} onClick={() => go({}, '/console')}>
          {t('console.board')}
        </button>
        {managed && (
          <button
            type="button"
            class="plain"
            aria-current={place.value.pathname.startsWith('/console/manage')}
            onClick={() => go({ order: null }, `/console/manage/${managed}`)}
          >
            {t('console.manage')}
          </button>
        )}
        {people && (
          <button
            type="button"
            class="plain"
            aria-current={place.value.pathname === '/console/people'}
            onClick={() => go({}, '/console/people')}
          >
            {t('console.people')}
          </button>
        )}
      </nav>
      <span class="grow" />
      <span class={`live ${connected.value ? '' : 'off'}`} role="status">
        {connected.value ? t('console.live') : t('console.reconnecting')} · {clockTime(tick.value, me.value?.time_zone)}
        {me.value && me.value.speed !== 1 ? ` · ${t('console.fast', { speed: me.value.speed })}` : ''}
      </span>
      <Bell />
      {allowed('orders.take') && (
        <button type="button" class="primary" onClick={() => go({}, '/console/new')}>
          <Icon name="plus" /> {t('console.new_order')}
        </button>
      )}
      <button type="button" class="plain" onClick={() => void speak(next)} lang={next}>
        {nameOf(next)}
      </button>
      <button type="button" class="plain" onClick={() => void signOut()} title={me.value?.name ?? ''}>
        {t('console.sign_out')}
      </button>
    </header>
  );
}

function Toast() {
  const said = toast.value;
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => {
      if (toast.value === said) toast.value = null;
    }, 9000);
    return () => clearTimeout(timer);
  }, [said]);
  if (!said) return null;
  const undo = async () => {
    toast.value = null;
    await said.undo?.();
  };
  return (
    <div class={`toast ${said.bad ? 'bad' : ''}`} role={said.bad ? 'alert' : 'status'}>
      {said.text}
      {said.undo && (
        <button type="button" onClick={() => void undo()}>
          {t('toast.undo')} <kbd>U</kbd>
        </button>
      )}
    </div>
  );
}

/** By its address; what there is not, or not for this person, says so. */
function Page({ path }: { path: string }) {
  if (path === '/console/manage' || path.startsWith('/console/manage/')) return <Manage />;
  if (path === '/console/people' && allowed('people.read')) return <People />;
  if (path !== '/console' && !(path === '/console/new' && allowed('orders.take'))) return <NotFound />;
  return (
    <div class="desk">
      <Board />
      <MapPanel />
      {path === '/console/new' ? <OrderForm /> : <DetailPanel />}
    </div>
  );
}

function App() {
  const path = place.value.pathname.replace(/\/+$/, '');
  useEffect(() => {
    detail.value = null;
    if (chosen.value) void openDetail(chosen.value);
  }, [chosen.value]);
  return (
    <>
      <Top />
      <Page path={path} />
      <Toast />
    </>
  );
}

async function start(): Promise<void> {
  await speak();
  try {
    const person = await ask<Schemas['Me']>('/api/me');
    if (person.roles.every((role) => role === 'engineer')) return location.replace('/app/');
    me.value = person;
    setClock(person.now, person.speed);
  } catch (error) {
    if (error instanceof Refusal)
      return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    connected.value = false;
  }
  const root = document.getElementById('app');
  if (root) render(<App />, root);
  startTicking(5000);
  addEventListener('keydown', keys);
  await Promise.all([refresh(), refreshPositions(), learnLevels()]);
  listen((hint, rows) => {
    if (hint === 'more' || hint === 'open') void Promise.all([refresh(), refreshBell()]);
    if (hint === 'open') void refreshPositions();
    if (hint === 'positions') void hearPositions(rows);
    if (hint === 'closed') connected.value = false;
  });
  setInterval(() => void refresh(), 20_000);
}

void start();
