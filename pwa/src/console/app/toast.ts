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
