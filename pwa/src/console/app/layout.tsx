// The frame of the console: the bar, the page that the address names, and what was just said.
import { useEffect } from 'preact/hooks';
import { language, languages, nameOf, speak, t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { clockTime, serverNow, tick } from '../../shared/time';
import { signOut } from '../data/session';
import { Calls } from '../features/calls/calls';
import { BesideTheBoard } from '../features/day/beside';
import { LateBadge } from '../features/day/late-badge';
import { DayAtAGlance } from '../features/day/strip';
import { OrderForm } from '../features/intake/order-form';
import { MapPanel } from '../features/map/map-panel';
import { Bell } from '../features/notifications/bell';
import { asked } from '../features/orders/asked';
import { Board } from '../features/orders/board';
import { DetailPanel } from '../features/orders/detail';
import { detail, openDetail } from '../features/orders/state';
import { Palette } from '../features/palette/palette';
import { PartsDesk } from '../features/parts/desk';
import { People } from '../features/people/people';
import { Plans } from '../features/plan/plan';
import { Timeline } from '../features/timeline/timeline';
import { COMMANDS } from './commands';
import { later } from './later';
import { Manage } from './manage';
import { NotFound } from './not-found';
import { Press } from './press';
import { chosen, LIST, place, TIMELINE } from './router';
import { allowed, connected, me } from './session';
import { attempt, toast } from './toast';

const List = later(() => import('../features/list/list').then((file) => file.List));
const SHOWN = 9000; // ms that a toast stands

export function Layout() {
  const path = place.value.pathname.replace(/\/+$/, '');
  useEffect(() => {
    detail.value = null;
    asked.value = '';
    if (chosen.value) void openDetail(chosen.value);
  }, [chosen.value]);
  return (
    <>
      <Top path={place.value.pathname} />
      <Page path={path} />
      <Toast />
      <Palette />
    </>
  );
}

function Top({ path }: { path: string }) {
  const next = languages[(languages.indexOf(language.value) + 1) % languages.length] ?? 'en';
  const leave = async () => {
    await attempt(signOut);
    location.assign('/sign-in');
  };
  return (
    <header class="bar">
      <a class="brand" href="/console">
        <img src="/icons/icon.svg" alt="" width="24" height="24" /> Outrider
      </a>
      <nav>
        <Press command={COMMANDS.board} class="plain" current={path === '/console'} />
        <Press command={COMMANDS.list} class="plain" current={path === LIST} />
        <Press command={COMMANDS.timeline} class="plain" current={path === TIMELINE} />
        <Press command={COMMANDS.plan} class="plain" current={path === '/console/plan'} />
        <Press command={COMMANDS.calls} class="plain" current={path === '/console/calls'} />
        <Press command={COMMANDS.manage} class="plain" current={path.startsWith('/console/manage')} />
        <Press command={COMMANDS.parts} class="plain" current={path === '/console/parts'} />
        <Press command={COMMANDS.people} class="plain" current={path === '/console/people'} />
      </nav>
      <span class="grow" />
      <LateBadge />
      <span class={`live ${connected.value ? '' : 'off'}`} role="status">
        {connected.value ? t('console.live') : t('console.reconnecting')} · {clockTime(tick.value, me.value?.time_zone)}
        {me.value && me.value.speed !== 1 ? ` · ${t('console.fast', { speed: me.value.speed })}` : ''}
      </span>
      <Press command={COMMANDS.palette} class="plain" before={<Glass />} after={<Hint keys={COMMANDS.palette.hint} />} />
      <Bell />
      <Press command={COMMANDS.take} class="primary" before={<Plus />} />
      <button type="button" class="plain" onClick={() => void speak(next)} lang={next}>
        {nameOf(next)}
      </button>
      <button type="button" class="plain" onClick={() => void leave()} title={me.value?.name ?? ''}>
        {t('console.sign_out')}
      </button>
    </header>
  );
}

function Plus() {
  return (
    <>
      <Icon name="plus" />{' '}
    </>
  );
}

function Glass() {
  return (
    <>
      <Icon name="search" />{' '}
    </>
  );
}

function Toast() {
  const said = toast.value;
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(
      () => {
        if (toast.value === said) toast.value = null;
      },
      said.until ? (said.until - serverNow()) / (me.value?.speed ?? 1) : SHOWN,
    );
    return () => clearTimeout(timer);
  }, [said]);
  if (!said) return null;
  return (
    <div class={`toast ${said.bad ? 'bad' : ''}`} role={said.bad ? 'alert' : 'status'}>
      <span>
        {said.text}
        {said.more && <span class="block small">{said.more}</span>}
      </span>
      {said.undo && <Press command={COMMANDS.undo} after={<Hint keys={COMMANDS.undo.hint} />} />}
    </div>
  );
}

function Hint({ keys }: { keys: string }) {
  return (
    <>
      {' '}
      <kbd>{keys}</kbd>
    </>
  );
}

/** By its address; what there is not, or not for this person, says so. */
function Page({ path }: { path: string }) {
  if (path === '/console/manage' || path.startsWith('/console/manage/')) return <Manage />;
  if (path === '/console/parts' && allowed('parts.plan')) return <PartsDesk />;
  if (path === '/console/plan' && allowed('orders.assign')) return <Plans />;
  if (path === LIST) return <List />;
  if (path === TIMELINE && allowed('orders.assign')) return <Timeline />;
  if (path === '/console/calls' && allowed('calls.read')) return <Calls />;
  if (path === '/console/people' && allowed('people.read')) return <People />;
  if (path !== '/console' && !(path === '/console/new' && allowed('orders.take'))) return <NotFound />;
  return <Desk taking={path === '/console/new'} />;
}

function Desk({ taking }: { taking: boolean }) {
  return (
    <>
      {!taking && <DayAtAGlance />}
      <div class="desk">
        <Board />
        {taking ? (
          <OrderForm />
        ) : (
          <>
            <MapPanel />
            {chosen.value ? <DetailPanel /> : <BesideTheBoard />}
          </>
        )}
      </div>
    </>
  );
}
