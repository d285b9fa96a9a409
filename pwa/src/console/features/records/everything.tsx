// A search over all master data at once.
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { go } from '../../app/router';
import { attempt } from '../../app/toast';
import { searchEverything } from '../../data/records';

type Found = Schemas['Found'];

/** Across everything that has a name: two characters of a Chinese one are enough. */
export function Everything() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Found[]>([]);
  const look = async (text: string) => {
    setWords(text);
    setFound(text.trim() ? ((await attempt(() => searchEverything(text))) ?? []) : []);
  };
  return (
    <section class="everything">
      <input
        type="search"
        aria-label={t('manage.everything')}
        placeholder={t('manage.everything')}
        value={words}
        onInput={(event) => void look(event.currentTarget.value)}
      />
      {words.trim() && found.length === 0 && <p class="soft small">{t('manage.nothing_found', { words })}</p>}
      {found.length > 0 && (
        <ul>
          {found.map((row) => (
            <li key={row.entity + row.id}>
              <a
                href={`/console/manage/${row.entity}?row=${row.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  go({ row: row.id, words: null, order: null }, `/console/manage/${row.entity}`);
                }}
              >
                {row.label}
                <span class="soft small">{td('entity', row.entity)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
