// What was done, or why not, said for a few seconds; some of it can be taken back.
import { signal } from '@preact/signals';
import { Refusal, wordsOf } from '../../shared/api';
import { t } from '../../shared/i18n';

/** more: what came of it. until: when it cannot be taken back any more, on the server's clock. */
interface Said {
  text: string;
  more?: string | undefined;
  bad?: boolean;
  undo?: () => Promise<void>;
  until?: number;
}

export const toast = signal<Said | null>(null);

/** Does it, or says in the server's words why not. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Refusal ? wordsOf(error) : t('net.failed');
    toast.value = { text, bad: true };
    return undefined;
  }
}

/** What was decided, with a way back until the server says that it stands. Words that it answers are said with it. show: what is seen then is read anew. */
export function sayDone(
  text: string,
  until: string | null | undefined,
  takeBack: () => Promise<unknown>,
  show: () => unknown,
  more?: string,
): void {
  if (!until) {
    toast.value = { text, more };
    return;
  }
  const undo = async () => {
    const done = await attempt(async () => ({ said: await takeBack() }));
    await show();
    if (done) toast.value = { text: t('toast.undone'), more: typeof done.said === 'string' ? done.said : undefined };
  };
  toast.value = { text, more, undo, until: Date.parse(until) };
}
