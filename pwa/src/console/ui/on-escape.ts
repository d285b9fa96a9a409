// The key that leaves a form.

/** For the keys pressed in a form or a field: Escape leaves that, and not the order or the page behind it. */
export function onEscape(leave: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    leave();
  };
}
