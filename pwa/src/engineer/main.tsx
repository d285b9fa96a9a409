// The phone app. It opens on what the phone has; the network comes afterwards.
import { render } from 'preact';
import '../shared/base.css';
import './styles/frame.css';
import './styles/today.css';
import './styles/pack.css';
import './styles/visit.css';
import './styles/past.css';
import './styles/sheet.css';
import './styles/report.css';
import './styles/sign.css';
import './styles/phone.css';
import { speak } from '../shared/i18n';
import { listen } from '../shared/live';
import { setClock, startTicking } from '../shared/time';
import { Banners, Outdated } from './bar';
import { keepPending } from './drafts';
import { announceNews } from './inbox';
import './installing';
import { lazy, loadAll } from './lazy';
import { watchIdle, watchLock } from './lock';
import { onSaved } from './outbox';
import { followPlace, keepAwake } from './place';
import { forget } from './pull';
import { watchRoom } from './quota';
import { lookForLoss, outdated, watchForWipes } from './recovery';
import { go, path } from './router';
import { Install, wrongPlace } from './screens/install';
import { SignIn } from './screens/sign-in';
import { Today } from './screens/today';
import { Visit } from './screens/visit';
import { wake } from './send';
import { adopt, held, locked, me, net, open, typed, views } from './state';
import { hearTabs } from './tab-sync';
import { registerWorker } from './update';

const SOON = 3_000; // after the first screen: what comes later lies in the page, should the browser delete its file
const Begin = lazy(() => import('./screens/field-order').then((file) => file.Begin));
const Inbox = lazy(() => import('./screens/inbox').then((file) => file.Inbox));
const Car = lazy(() => import('./screens/car').then((file) => file.Car));
const Lock = lazy(() => import('./screens/lock').then((file) => file.Lock));
const PackScreen = lazy(() => import('./screens/pack').then((file) => file.PackScreen));
const Phone = lazy(() => import('./screens/phone').then((file) => file.Phone));
const ReportForm = lazy(() => import('./screens/report').then((file) => file.ReportForm));
const Sign = lazy(() => import('./screens/sign').then((file) => file.Sign));
const SignedReport = lazy(() => import('./screens/signed').then((file) => file.SignedReport));

function Screen() {
  const [, , first, id, second] = path.value.split('/');
  if (outdated.value && !typed.value.size) return <Outdated />;
  const wrong = wrongPlace();
  if (wrong && !held.value) return <Install place={wrong} />;
  if (!me.value || first === 'sign-in') return <SignIn />;
  if (locked.value) return <Lock />;
  if (first === 'phone') return <Phone />;
  if (first === 'visit' && id) {
    if (second === 'report') return <ReportForm key={id} id={id} />;
    if (second === 'sign') return <Sign key={id} id={id} />;
    if (second === 'signed') return <SignedReport id={id} />;
    return <Visit key={id} id={id} />;
  }
  if (first === 'inbox') return <Inbox />;
  if (first === 'pack') return <PackScreen />;
  if (first === 'car') return <Car />;
  if (first === 'begin') return <Begin />;
  return <Today />;
}

function App() {
  const handedOver = path.value.endsWith('/sign'); // the customer has the phone
  return (
    <>
      {!locked.value && !handedOver && <Banners />}
      <Screen />
    </>
  );
}

/** Looked for before anybody is known again: from then on it would be counted anew. */
async function whose(): Promise<boolean> {
  if (await open()) return true;
  await lookForLoss();
  return adopt();
}

async function start(): Promise<void> {
  const [known] = await Promise.all([whose(), speak()]);
  if (known && me.value) setClock(me.value.speed === 1 ? new Date().toISOString() : me.value.now, me.value.speed);
  const root = document.getElementById('app');
  if (root) render(<App />, root);
  startTicking();
  watchForWipes();
  watchLock();
  watchIdle();
  hearTabs();
  announceNews();
  onSaved(() => wake());
  addEventListener('online', () => wake());
  addEventListener('offline', () => {
    net.value = 'offline';
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return keepPending();
    wake();
    void keepAwake(travelling());
  });
  me.subscribe((person) => {
    if (person) {
      wake();
      followOnce();
    }
  });
  views.subscribe(() => void keepAwake(travelling()));
  if (!known) go('/app/sign-in', true);
  if (known) await forget(Date.now());
  await registerWorker();
  setTimeout(() => {
    void loadAll();
    if (known) void import('../shared/push').then(({ renewPush }) => renewPush());
  }, SOON);
}

function travelling(): boolean {
  return views.value.some((view) => view.status === 'en_route' && !view.ended_at);
}

let following = false;
function followOnce(): void {
  if (following) return;
  following = true;
  void followPlace();
  void watchRoom();
  listen((hint) => {
    if (hint === 'more' || hint === 'open') wake();
    if (hint === 'closed' && net.value === 'ok') wake(); // the next word with the server says why
  });
}

void start();
