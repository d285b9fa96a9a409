// What lies over the whole page until it is closed; the focus goes back to where it was.
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

interface Props {
  here: RefObject<HTMLDialogElement | null>;
  label: string;
  class?: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Its keys are its own: none of them is meant for the page behind. */
export function Modal({ here, label, class: kind = '', onClose, children }: Props) {
  useLayoutEffect(() => here.current?.showModal(), []);
  return (
    <dialog
      ref={here}
      class={`modal ${kind}`}
      aria-label={label}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      onClose={onClose}
    >
      {children}
    </dialog>
  );
}
