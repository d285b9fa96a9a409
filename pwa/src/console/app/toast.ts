// What was done, or why not, said for a few seconds; some of it can be taken back.
import { signal } from '@preact/signals';
import { Refusal, wordsOf } from '../../shared/api';
import { t } from '../../shared/i18n';

export const toast = signal<{ text: string; more?: string | undefined; bad?: boolean; undo?: () => Promise<void> } | null>(null);

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
