// The search of the page that is open: the key / leads there.
import { createRef } from 'preact';

export const searchField = createRef<HTMLInputElement>();
