// The customer signs what they read, and the engineer after them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { fill, type Key, language, t, td } from '../../shared/i18n';
import { possible } from '../../shared/status';
import { act } from '../act';
import { excess, texts } from '../bounds';
import { ReportChanged, signedBy } from '../draft-edits';
import { changeNow, draftOf, type Ending } from '../drafts';
import { hasCode, lock } from '../lock';
import type { Command, Signed, View } from '../model';
import { spokenBy } from '../report';
import { go } from '../router';
import { saveSealed } from '../sealing';
import { Sheet } from '../sheet';
import { begunBy, forgetSigning, languageChosen, type Sealed, useSealed, useWords, type Words } from '../signing';
import { load, me, views } from '../state';
import { Party, Strange } from './party';
import { Shown } from './signed';
import { SigningFrame } from './signing-frame';
import { Missing } from './visit';

type Say = (key: Key, params?: Record<string, string | number>) => string;

/** The phone is turned round: the customer reads exactly the bytes that will be sealed, and signs them; then the engineer does. */
export function Sign({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  const draft = draftOf(id);
  const [chosen, setChosen] = useState(languageChosen(id));
  const { sealed, changed } = useSealed(id, view, draft, chosen ?? (view ? spokenBy(view) : 'en'));
  const customer = draft.signing?.customer;
  const written = sealed?.document.language; // the report's: roles stand in it
  const spoken = customer ? language.value : written; // each of the two reads their own
  const words = useWords(spoken);
  const own = useWords(written);
  const [reading, setReading] = useState(true);
  useEffect(() => setReading(true), [sealed?.document.report_id, customer === undefined]); // another report is read from the beginning
  if (!view) return <Missing />;
  if (!sealed || !words || !own) return null;
  const leave = async () => {
    if (!customer && (await hasCode())) await lock(); // who holds the phone may be the customer
    go(`/app/visit/${id}/report`, true);
  };
  const say: Say = (key, params) => fill(words[key], params);
  return (
    <SigningFrame
      lang={spoken}
      leave={say('sign.leave')}
      hold={say('sign.hold')}
      onLeave={() => void leave()}
      switch={customer ? undefined : { label: say('settings.language'), now: sealed.document.language, onSpeak: setChosen }}
    >
      {reading && !customer ? (
        <Read view={view} sealed={sealed} changed={changed} say={say} onRead={() => setReading(false)} />
      ) : (
        <Turn view={view} sealed={sealed} customer={customer} words={words} own={own} onBack={() => setReading(true)} />
      )}
    </SigningFrame>
  );
}

interface ReadProps {
  view: View;
  sealed: Sealed;
  changed: boolean;
  say: Say;
  onRead: () => void;
}

/** The report, with the bar that leads on. Who scrolls past its end comes to the pad by that. */
function Read({ view, sealed, changed, say, onRead }: ReadProps) {
  const pane = useRef<HTMLDivElement>(null);
  const { foot, read } = useEnd(pane, onRead);
  const tooMuch = excess(sealed.document);
  const on = () => (read ? onRead() : pane.current?.scrollBy({ top: pane.current.clientHeight * 0.85, behavior: 'smooth' }));
  return (
    <>
      <main class="reading" ref={pane} tabIndex={-1}>
        <p class="soft">{say('sign.hand_over', { name: view.contact })}</p>
        {changed && <p class="note warn">{say('sign.changed')}</p>}
        <Shown document={sealed.document} />
        {tooMuch.map(({ what, most, now }) => (
          <p key={`${what} ${most}`} class="note bad" role="alert">
            {t('sign.too_much', { what, most, now })}
          </p>
        ))}
        <Strange text={texts(sealed.document).join('')} say={(key, letters) => say(key, { letters })} />
        {!tooMuch.length && <div class="reading-end" ref={foot} data-end />}
      </main>
      <footer class="actions reading-on">
        {!sealed.draft.corrects && <Unsigned view={view} />}
        {!tooMuch.length && (
          <button type="button" class="primary big" data-read-on={read ? 'sign' : 'read'} onClick={on}>
            {say(read ? 'sign.next' : 'sign.read_on')}
          </button>
        )}
      </footer>
    </>
  );
}

/** read: the end of the report has been in sight. Past it the pad comes by itself, once. */
function useEnd(pane: { current: HTMLElement | null }, onRead: () => void) {
  const [foot, past] = [useRef<HTMLDivElement>(null), useRef(false)];
  const [read, setRead] = useState(false);
  useEffect(() => {
    const element = foot.current;
    if (!element) return;
    const watch = new IntersectionObserver(
      (rows) => {
        const seen = rows.at(-1)?.intersectionRatio ?? 0;
        if (seen > 0.1) setRead(true);
        if (seen < 0.95 || past.current || !pane.current?.scrollTop) return;
        past.current = true;
        onRead();
      },
      { root: pane.current, threshold: [0.1, 0.95] },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { foot, read };
}

interface TurnProps {
  view: View;
  sealed: Sealed;
  customer: Signed | undefined;
  words: Words;
  own: Words;
  onBack: () => void;
}

/** The customer's, and then the engineer's. */
function Turn({ view, sealed, customer, words, own, onBack }: TurnProps) {
  const id = view.attendance_id;
  const party = customer ? 'engineer' : 'customer';
  /** Another tab changed the report meanwhile: what stands there now is read and signed from the beginning. */
  const anew = async (error: unknown) => {
    if (!(error instanceof ReportChanged)) throw error;
    await load();
  };
  const signed = async (said: Signed) => {
    if (!customer) return changeNow(id, signedBy({ text: sealed.text, customer: said }, sealed.draft)).catch(anew);
    const saved = await saveSealed(view, sealed.text, said, customer).catch(anew);
    if (!saved) return;
    forgetSigning(id);
    go(`/app/visit/${id}`, true);
  };
  return (
    <Party
      key={`${party} ${sealed.document.report_id}`}
      party={party}
      begun={begunBy(id, party, sealed)}
      declaration={sealed.document.declaration ?? ''}
      say={(key, params) => fill(words[key], params)}
      name={customer ? (me.value?.name ?? '') : view.contact}
      role={fill(own[`sign.role_${party}`])}
      button={fill(words[customer ? 'sign.seal' : 'sign.next'])}
      onBack={customer ? undefined : onBack}
      onSigned={signed}
    />
  );
}

/** The customer is not there, or does not want to: said here, where it is found out. */
function Unsigned({ view }: { view: View }) {
  const [asking, setAsking] = useState(false);
  const row = possible(view.status, ['engineer'], view.kind).find(({ action }) => action === 'declare_unsigned');
  if (!row) return null;
  const say = (data: Command['data'], ends: Ending) => {
    setAsking(false);
    void act(view, row.action, data, ends).then((saved) => saved && go(`/app/visit/${view.attendance_id}`, true));
  };
  return (
    <>
      <button type="button" class="plain big" data-unsigned onClick={() => setAsking(true)}>
        {td('action', row.action)}
      </button>
      {asking && <Sheet attendance_id={view.attendance_id} row={row} onDone={say} onCancel={() => setAsking(false)} />}
    </>
  );
}
