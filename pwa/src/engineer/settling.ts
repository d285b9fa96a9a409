// How long what has just moved under the finger takes no tap.

/** Milliseconds: the second half of a double tap comes sooner. */
export const SETTLES = 450;
