// All that the office said, as a list of its own.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Top } from '../bar';
import { markRead, unread } from '../inbox';
import { letters } from '../state';
import { Line } from './news';

export function Inbox() {
  const [fresh] = useState(() => new Set(unread.value.map(({ id }) => id))); // stays marked while it is looked at
  useEffect(() => void markRead(), []);
  return (
    <>
      <Top title={t('inbox.title')} backTo="/app/" />
      <main class="list">
        {letters.value.length === 0 && <p class="empty">{t('inbox.empty')}</p>}
        {letters.value.map((row) => (
          <Line key={row.id} row={row} fresh={fresh.has(row.id)} />
        ))}
      </main>
    </>
  );
}
