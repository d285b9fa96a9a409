// Who looked at the engineer's own way, and at which day of it.
import { useState } from 'preact/hooks';
import { ask, Refusal, type Schemas, Unreachable, wordsOf } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { date, moment } from '../../shared/time';
import { views } from '../state';

type Look = Schemas['TrailLook'];
const A_PAGE = 100;

export function Looks() {
  const [looks, setLooks] = useState<Look[] | null>(null);
  const [more, setMore] = useState(false);
  const [said, setSaid] = useState('');
  const zone = views.value[0]?.time_zone;
  const read = async (known: Look[]) => {
    setSaid('');
    const last = known.at(-1);
    try {
      const page = await ask<Look[]>(`/api/phone/trail-looks${last ? `?before=${last.id}` : ''}`);
      setLooks([...known, ...page]);
      setMore(page.length === A_PAGE);
    } catch (error) {
      if (error instanceof Refusal) setSaid(wordsOf(error));
      else if (error instanceof Unreachable) setSaid(td('unreachable', error.why));
      else throw error;
    }
  };
  return (
    <details class="more" data-looks={looks?.length} onToggle={(event) => event.currentTarget.open && void read([])}>
      <summary>{t('looks.title')}</summary>
      {looks?.length === 0 && <p class="soft">{t('looks.none')}</p>}
      {looks && looks.length > 0 && (
        <ul>
          {looks.map((look) => (
            <li key={look.id} data-look>
              {t('looks.line', { at: moment(look.looked_at, zone), name: look.name, day: date(look.day) })}
            </li>
          ))}
        </ul>
      )}
      {more && (
        <button type="button" class="big" onClick={() => void read(looks ?? [])}>
          {t('looks.more')}
        </button>
      )}
      {said && (
        <p class="soft" role="status">
          {said}
        </p>
      )}
    </details>
  );
}
