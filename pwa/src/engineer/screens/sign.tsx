// The customer signs what they read, and the engineer after them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { v7 as uuid } from 'uuid';
import { fill, language, t, td, wordsOf } from '../../shared/i18n';
import { possible } from '../../shared/status';
import { act } from '../act';
import { Top } from '../bar';
import { excess, texts } from '../bounds';
import { content, ReportChanged, signedBy } from '../draft-edits';
import { changeNow, draftOf, type Ending } from '../drafts';
import type { Command, Document, Draft, Signed, View } from '../model';
import { build, complete } from '../report';
import { go } from '../router';
import { saveSealed } from '../sealing';
import { Sheet } from '../sheet';
import { load, me, sealedBy, views } from '../state';
import { Party, Strange, type Words } from './party';
import { Shown } from './signed';
import { Missing } from './visit';

interface Sealed {
  text: string;
  document: Document;
  /** What it was built from. */
  draft: Draft;
}

/** The phone is turned round: the customer reads exactly the bytes that will be sealed, and signs them; then the engineer does. */
export function Sign({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  const draft = draftOf(id);
  const { sealed, changed } = useSealed(id, view, draft);
  const customer = draft.signing?.customer;
  const written = sealed?.document.language; // the report's: roles stand in it
  const spoken = customer ? language.value : written; // each of the two reads their own
  const words = useWords(spoken);
  const own = useWords(written);
  if (!view) return <Missing />;
  if (!sealed || !words || !own) return null;
  const tooMuch = excess(sealed.document);
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
          <Turn view={view} sealed={sealed} customer={customer} words={words} own={own} />
        </div>
        {!customer && !draft.corrects && <Unsigned view={view} />}
      </main>
    </>
  );
}

/** What is read and signed: built from the draft once, and the very text of the customer once they have signed. */
function useSealed(id: string, view: View | undefined, draft: Draft) {
  const { signing } = draft;
  const [built, setBuilt] = useState<Sealed | null>(null);
  const shown = useRef(false);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (sealedBy(id) && !draft.corrects) return go(`/app/visit/${id}`, true); // already, before the page was loaded anew
    if (!view || !complete(draft)) return go(`/app/visit/${id}/report`, true);
    if (shown.current && !signing) setChanged(true);
    shown.current = true;
    if (signing) return;
    void build(view, draft, uuid()).then((document) => setBuilt({ text: JSON.stringify(document), document, draft }));
  }, [id, signing === undefined, content(draft)]);
  const sealed = signing ? { text: signing.text, document: JSON.parse(signing.text) as Document, draft } : built;
  return { sealed, changed };
}

function useWords(code: string | undefined): Words | null {
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    if (code) void wordsOf(code).then(setWords);
  }, [code]);
  return words;
}

interface TurnProps {
  view: View;
  sealed: Sealed;
  customer: Signed | undefined;
  words: Words;
  own: Words;
}

/** The customer's, and then the engineer's. */
function Turn({ view, sealed, customer, words, own }: TurnProps) {
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
    if (saved) go(`/app/visit/${id}`, true);
  };
  return (
    <Party
      key={`${party} ${sealed.document.report_id}`}
      party={party}
      say={(key) => fill(words[key])}
      words={words}
      name={customer ? (me.value?.name ?? '') : view.contact}
      role={fill(own[`sign.role_${party}`])}
      button={fill(words[customer ? 'sign.seal' : 'sign.next'])}
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
