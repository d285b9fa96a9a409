// A field that is read when it is left.
import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

type Typed = TargetedEvent<HTMLInputElement>;

/**
 * The props of a field that is read when it is left. What is being typed stays there until then, whatever else the page
 * draws anew meanwhile: without it the field goes back to what the page knows, in the middle of a number.
 */
export function useTyped(shown: string, read: (field: HTMLInputElement) => void) {
  const [typing, setTyping] = useState<string | null>(null);
  return {
    value: typing ?? shown,
    onInput: (event: Typed) => setTyping(event.currentTarget.value),
    onChange: (event: Typed) => {
      setTyping(null);
      read(event.currentTarget);
    },
  };
}
