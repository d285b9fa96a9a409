// One of the two who sign: name, role and strokes, and the letters that no print can show.
import { useEffect, useState } from 'preact/hooks';
import type { Key } from '../../shared/i18n';
import { deviceNow } from '../../shared/time';
import { NAME } from '../bounds';
import type { Signed } from '../model';
import { Pad } from '../signature';
import type { Begun } from '../signing';
import { type Drawn, hasInk } from '../strokes';

/** Letters that no font has: both should know before they sign. The table comes when it is needed, and without it nothing is said. */
export function Strange({ text, say }: { text: string; say: (key: Key, letters: string) => string }) {
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
  /** What was said and drawn before they left the page by accident. */
  begun: Begun;
  /** The sentence that is signed. */
  declaration: string;
  say: (key: Key, params?: Record<string, string>) => string;
  name: string;
  role: string;
  button: string;
  onBack?: (() => void) | undefined;
  onSigned: (signed: Signed) => unknown;
}

/** All of it on one screen, where nothing that comes later has a place: the pad stands still under the pen. */
export function Party({ begun, say, ...props }: PartyProps) {
  const [name, setName] = useState(begun.name ?? props.name);
  const [role, setRole] = useState(begun.role ?? props.role);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [busy, setBusy] = useState(false);
  const missing: Key | null = !name.trim() ? 'sign.no_name' : drawn?.strokes.length && !hasInk(drawn) ? 'sign.too_short' : null;
  const ready = hasInk(drawn) && !missing && !busy;
  Object.assign(begun, { name, role });
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
    <main class="party" data-party={props.party}>
      <div class="party-words">
        <h2>{say(`sign.${props.party}`)}</h2>
        <p class="declaration">{props.declaration}</p>
        <Names say={say} name={name} role={role} onName={setName} onRole={setRole} />
        <div class="party-said">
          {missing && (
            <p class="small bad-word" role="status">
              {say(missing)}
            </p>
          )}
          <Strange text={name + role} say={(key, letters) => say(key, { letters })} />
        </div>
      </div>
      <Pad
        label={say(`sign.${props.party}`)}
        hint={say('sign.here')}
        clear={say('sign.clear')}
        ink={begun.ink}
        onDrawn={setDrawn}
      />
      <footer class="party-on">
        {props.onBack && (
          <button type="button" class="plain big" data-read-again onClick={props.onBack}>
            {say('sign.read_again')}
          </button>
        )}
        <button type="button" class="primary big" disabled={!ready} onClick={() => void sign()}>
          {props.button}
        </button>
      </footer>
    </main>
  );
}

interface NamesProps {
  say: (key: Key) => string;
  name: string;
  role: string;
  onName: (text: string) => void;
  onRole: (text: string) => void;
}

function Names({ say, name, role, onName, onRole }: NamesProps) {
  return (
    <div class="names">
      <label>
        {say('sign.name')}
        <input value={name} maxLength={NAME} onInput={(event) => onName(event.currentTarget.value)} />
      </label>
      <label>
        {say('sign.role')}
        <input value={role} maxLength={NAME} onInput={(event) => onRole(event.currentTarget.value)} />
      </label>
    </div>
  );
}
