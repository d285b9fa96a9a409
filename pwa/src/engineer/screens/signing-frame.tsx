// The whole screen while the customer has the phone: nothing of the engineer's app is in reach, and only the engineer leaves it.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { languages, nameOf } from '../../shared/i18n';
import { Failed } from '../bar';
import { guardBack } from '../router';

const HOLD = 1_200; // ms: longer than a tap, shorter than patience

interface FrameProps {
  lang: string | undefined;
  leave: string;
  /** Said after a tap and after Back: it has to be held. */
  hold: string;
  onLeave: () => void;
  switch?: { label: string; now: string; onSpeak: (code: string) => void } | undefined;
  children: ComponentChildren;
}

export function SigningFrame({ lang, leave, hold, onLeave, children, ...props }: FrameProps) {
  const [asked, setAsked] = useState(false);
  useEffect(() => guardBack(() => setAsked(true)), []);
  return (
    <div class="signing-mode" lang={lang} data-signing>
      <header class="signing-top">
        <Hold label={asked ? hold : leave} onHeld={onLeave} onTap={() => setAsked(true)} />
        {props.switch && (
          <fieldset class="speak">
            <legend class="hidden">{props.switch.label}</legend>
            {languages.map((code) => (
              <button
                key={code}
                type="button"
                lang={code}
                class={props.switch?.now === code ? 'chosen' : ''}
                aria-pressed={props.switch?.now === code}
                data-speak={code}
                onClick={() => props.switch?.onSpeak(code)}
              >
                {nameOf(code)}
              </button>
            ))}
          </fieldset>
        )}
      </header>
      {children}
      <Failed />
    </div>
  );
}

/** A deliberate gesture, also by the keyboard: a tap only says how. */
function Hold({ label, onHeld, onTap }: { label: string; onHeld: () => void; onTap: () => void }) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [holding, setHolding] = useState(false);
  const stop = () => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  const start = () => {
    if (holding) return;
    setHolding(true);
    timer.current = setTimeout(onHeld, HOLD);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <button
      type="button"
      class={`plain hold ${holding ? 'holding' : ''}`}
      data-leave
      onPointerDown={start}
      onPointerUp={stop}
      onPointerCancel={stop}
      onPointerLeave={stop}
      onKeyDown={({ key }) => (key === ' ' || key === 'Enter') && start()}
      onKeyUp={stop}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
      onClick={onTap}
    >
      {label}
    </button>
  );
}
