// Looks up which customer called: on the phone always, and where there is network among all customers of the engineer.
import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal, Unreachable, wordsOf } from '../../shared/api';
import { t } from '../../shared/i18n';
import type { Found } from '../field-order';
import { net } from '../state';

const PAUSE = 300; // milliseconds after the last letter

interface Answer {
  words: string;
  rows: Found[];
  trouble: string;
}

/** What the server finds for these words; null: it has not answered yet. Asked again when the network is back. */
function useFound(words: string): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const state = net.value;
  useEffect(() => {
    if (!words) return;
    let over = false;
    const timer = setTimeout(async () => {
      const found = await look(words);
      if (!over) setAnswer(found);
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [words, state]);
  return answer?.words === words ? answer : null;
}

async function look(words: string): Promise<Answer> {
  try {
    return { words, rows: await ask<Found[]>(`/api/phone/places?${new URLSearchParams({ words })}`), trouble: '' };
  } catch (error) {
    if (error instanceof Refusal) return { words, rows: [], trouble: wordsOf(error) };
    if (error instanceof Unreachable) return { words, rows: [], trouble: t('begin.search_offline') };
    throw error;
  }
}

interface Props {
  words: string;
  /** The places on the phone that fit; they stand below. */
  here: ReadonlySet<string>;
  onType: (words: string) => void;
  onFound: (row: Found) => void;
}

export function PlaceSearch({ words, here, onType, onFound }: Props) {
  const sought = words.trim();
  return (
    <>
      <label>
        {t('begin.search')}
        <input
          type="search"
          name="words"
          maxLength={200}
          value={words}
          placeholder={t('begin.search_means')}
          onInput={(event) => onType(event.currentTarget.value)}
        />
      </label>
      {sought && <Rows words={sought} here={here} onFound={onFound} />}
    </>
  );
}

function Rows({ words, here, onFound }: Pick<Props, 'words' | 'here' | 'onFound'>) {
  const answer = useFound(words);
  const rows = answer?.rows.filter((row) => !here.has(row.site_id)) ?? [];
  const said = answer ? answer.trouble || (!answer.rows.length && !here.size && t('begin.found_nothing')) : t('begin.searching');
  return (
    <div class="stack" data-found={answer && !answer.trouble ? rows.length : undefined}>
      {said && (
        <p class="soft small" role="status">
          {said}
        </p>
      )}
      {rows.map((row) => (
        <button
          key={row.site_id + row.serial}
          type="button"
          class="big place"
          data-found-site={row.site_id}
          onClick={() => onFound(row)}
        >
          <strong>{row.account}</strong>
          <span class="small">{row.site}</span>
          <span class="soft small">{row.address}</span>
          {row.serial && (
            <span class="small">
              {row.model} <code>{row.serial}</code>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
