import { useEffect, useRef, useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { fill, type Key, language, t, td, wordsOf } from '../../shared/i18n';
import { possible } from '../../shared/status';
import { deviceNow } from '../../shared/time';
import { Top } from '../bar';
import { excess, NAME, texts } from '../bounds';
import { content, ReportChanged, signedBy } from '../changes';
import type { Command, View } from '../commands';
import type { Draft } from '../db';
import { changeNow, draftOf, type Ending } from '../drafts';
import { build, complete, type Document, type Signed } from '../report';
import { go } from '../router';
import { saveSealed } from '../sealing';
import { Sheet } from '../sheet';
import { Pad } from '../signature';
import { load, me, sealedBy, views } from '../state';
import { type Drawn, hasInk } from '../strokes';
import { act } from './actions';
import { Shown } from './signed';
import { Missing } from './visit';

interface Sealed {
  text: string;
  document: Document;
  /** What it was built from. */
  draft: Draft;
}
type Words = Awaited<ReturnType<typeof wordsOf>>;

/** The phone is turned round: the customer reads exactly the bytes that will be sealed, and signs them; then the engineer does. */
export function Sign({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  const draft = draftOf(id);
  const { signing } = draft;
  const [built, setBuilt] = useState<Sealed | null>(null);
  const shown = useRef(false);
  const [changed, setChanged] = useState(false);
  const [words, setWords] = useState<Words | null>(null);
  const [own, setOwn] = useState<Words | null>(null); // the report's: roles stand in it
  const customer = signing?.customer;
  const sealed = signing ? { text: signing.text, document: JSON.parse(signing.text) as Document, draft } : built;
  const spoken = customer ? language.value : sealed?.document.language; // each of the two reads their own

  const written = sealed?.document.language;
  useEffect(() => {
    if (spoken) void wordsOf(spoken).then(setWords);
    if (written) void wordsOf(written).then(setOwn);
  }, [spoken, written]);

  useEffect(() => {
    if (sealedBy(id) && !draft.corrects) return go(`/app/visit/${id}`, true); // already, before the page was loaded anew
    if (!view || !complete(draft)) return go(`/app/visit/${id}/report`, true);
    if (shown.current && !signing) setChanged(true);
    shown.current = true;
    if (signing) return;
    void build(view, draft, me.value?.name ?? '', uuid()).then((document) =>
      setBuilt({ text: JSON.stringify(document), document, draft }),
    );
  }, [id, signing === undefined, content(draft)]);

  if (!view) return <Missing />;
  if (!sealed || !words || !own) return null;
  const tooMuch = excess(sealed.document);
  const say = (key: Key) => fill(words[key]);
  /** Another tab changed the report meanwhile: what stands there now is read and signed from the beginning. */
  const anew = async (error: unknown) => {
    if (!(error instanceof ReportChanged)) throw error;
    await load();
  };
  const signedByCustomer = (signed: Signed) =>
    changeNow(id, signedBy({ text: sealed.text, customer: signed }, sealed.draft)).catch(anew);
  const finish = async (engineer: Signed) => {
    if (!customer) return;
    const saved = await saveSealed(view, sealed.text, engineer, customer).catch(anew);
    if (saved) go(`/app/visit/${id}`, true);
  };
  return (
    <>
      <Top title={t('sign.step', { n: customer ? 2 : 1 })} backTo={`/app/visit/${id}/report`} />
      <main class="signing">
        <p class="soft">{customer ? t('sign.hand_back') : t('sign.hand_over', { name: view.contact })}</p>
        {changed && !customer && <p class="note warn">{t('sign.changed')}</p>}
        <Shown document={sealed.document} />
        {tooMuch.map(({ what, most, now }) => (
          <p key={`${what} ${most}`} class="note bad" role="alert">
            {t('sign.too_much', { what, most, now })}
          </p>
        ))}
        <div lang={spoken} hidden={tooMuch.length > 0}>
          <Strange text={texts(sealed.document).join('')} say={(key, letters) => fill(words[key], { letters })} />
          {customer ? (
            <Party
              key={`engineer ${sealed.document.report_id}`}
              party="engineer"
              say={say}
              words={words}
              name={me.value?.name ?? ''}
              role={fill(own['sign.role_engineer'])}
              button={say('sign.seal')}
              onSigned={finish}
            />
          ) : (
            <Party
              key={`customer ${sealed.document.report_id}`}
              party="customer"
              say={say}
              words={words}
              name={view.contact}
              role={fill(own['sign.role_customer'])}
              button={say('sign.next')}
              onSigned={signedByCustomer}
            />
          )}
        </div>
        {!customer && !draft.corrects && <Unsigned view={view} />}
      </main>
    </>
  );
}

/** The customer is not there, or does not want to: said here, where it is found out. */
function Unsigned({ view }: { view: View }) {
  const [asking, setAsking] = useState(false);
  const row = possible(view.status, ['engineer']).find(({ action }) => action === 'declare_unsigned');
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

/** Letters that no font has: both should know before they sign. The table comes when it is needed, and without it nothing is said. */
function Strange({ text, say }: { text: string; say: (key: Key, letters: string) => string }) {
  const [letters, setLetters] = useState<string[]>([]);
  useEffect(() => {
    let here = true;
    void import('../letters').then(
      ({ strange, code }) => here && setLetters(strange(text).map((sign) => `${sign} (${code(sign)})`)),
      () => undefined, // without network before it was kept: the paper itself says it then
    );
    return () => {
      here = false;
    };
  }, [text]);
  if (!letters.length) return null;
  return (
    <p class="note warn" role="status" data-strange>
      {say('sign.strange', letters.slice(0, 12).join(' '))}
    </p>
  );
}

interface PartyProps {
  party: 'engineer' | 'customer';
  say: (key: Key) => string;
  words: Words;
  name: string;
  role: string;
  button: string;
  onSigned: (signed: Signed) => unknown;
}

function Party(props: PartyProps) {
  const [name, setName] = useState(props.name);
  const [role, setRole] = useState(props.role);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [busy, setBusy] = useState(false);
  const missing: Key | null = !name.trim() ? 'sign.no_name' : drawn?.strokes.length && !hasInk(drawn) ? 'sign.too_short' : null;
  const ready = hasInk(drawn) && !missing && !busy;
  const sign = async () => {
    if (!drawn) return;
    setBusy(true);
    const said = { party: props.party, name: name.trim(), role: role.trim(), at: new Date(deviceNow()).toISOString() };
    try {
      await props.onSigned({ ...said, ...drawn });
    } catch {
      setBusy(false); // the red banner says that nothing was saved: they may try again
      return;
    }
    setBusy(false);
  };
  return (
    <section class="party card" data-party={props.party}>
      <h2>{props.say(`sign.${props.party}`)}</h2>
      <div class="names">
        <label>
          {props.say('sign.name')}
          <input value={name} maxLength={NAME} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label>
          {props.say('sign.role')}
          <input value={role} maxLength={NAME} onInput={(event) => setRole(event.currentTarget.value)} />
        </label>
      </div>
      <Strange text={name + role} say={(_, letters) => fill(props.words['sign.strange'], { letters })} />
      <Pad
        label={props.say(`sign.${props.party}`)}
        hint={props.say('sign.here')}
        clear={props.say('sign.clear')}
        onDrawn={setDrawn}
      />
      {missing && (
        <p class="small bad-word" role="status">
          {props.say(missing)}
        </p>
      )}
      <button type="button" class="primary big" disabled={!ready} onClick={() => void sign()}>
        {props.button}
      </button>
    </section>
  );
}
