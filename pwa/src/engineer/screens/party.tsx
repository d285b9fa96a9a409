// One of the two who sign: name, role and strokes, and the letters that no print can show.
import { useEffect, useState } from 'preact/hooks';
import { fill, type Key, type wordsOf } from '../../shared/i18n';
import { deviceNow } from '../../shared/time';
import { NAME } from '../bounds';
import type { Signed } from '../model';
import { Pad } from '../signature';
import { type Drawn, hasInk } from '../strokes';

export type Words = Awaited<ReturnType<typeof wordsOf>>;

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
  say: (key: Key) => string;
  words: Words;
  name: string;
  role: string;
  button: string;
  onSigned: (signed: Signed) => unknown;
}

export function Party(props: PartyProps) {
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
