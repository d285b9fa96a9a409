// What is on the phone and not at the office yet, and the file of it.
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { moment } from '../../shared/time';
import { keepPending } from '../drafts';
import { exportUnsent } from '../export';
import { go } from '../router';
import { wake } from '../send';
import { attention, drafts, held, me, net, photosRefused, photosWaiting, unsent, views } from '../state';
import { Picture } from './picture';
import { Whereabouts } from './recorded';

/** What is typed is written down first, where it can be: the same words in a second file have the same time. */
export async function exportWork(): Promise<void> {
  await keepPending();
  await exportUnsent(me.value?.user_id ?? '', drafts.value);
}

function siteOf(attendance_id: string): string {
  return views.value.find((view) => view.attendance_id === attendance_id)?.site ?? '';
}

/** What is on the phone and not at the office: taps, photos, and what is only begun. */
export function Queue() {
  const rows = [...attention.value, ...unsent.value];
  const nothing = rows.length + photosWaiting.value + photosRefused.value.length === 0;
  return (
    <section class="card">
      <h2>{t('settings.queue')}</h2>
      <p class="soft" data-net={net.value}>
        {nothing ? t('settings.queue_empty') : td('net', net.value)}
      </p>
      <ul class="queue">
        {rows.map((row) => (
          <li key={row.id}>
            <span class="soft">{moment(row.at, views.value[0]?.time_zone)}</span>
            <span>
              {td('action', row.action)}
              <span class="soft small said">{siteOf(row.attendance_id)}</span>
              {row.state === 'attention' && <span class="soft small said">{t('queue.attention_means')}</span>}
            </span>
            <Whereabouts row={row} />
          </li>
        ))}
        {photosRefused.value.map((row) => (
          <li key={row.sha256} class="refused" data-refused={row.why}>
            <Picture sha256={row.sha256} />
            <span>{td('photo_refused', row.why)}</span>
            <span class="chip bad">{t('queue.attention')}</span>
          </li>
        ))}
      </ul>
      {photosWaiting.value > 0 && <p>{t('settings.photos', { n: photosWaiting.value })}</p>}
      {drafts.value.length > 0 && <Drafts />}
      {held.value > 0 && (
        <>
          <button type="button" class="big" data-export onClick={() => void exportWork()}>
            <Icon name="file" />
            {t('settings.export')}
          </button>
          <p class="soft small">{t('settings.export_hint')}</p>
        </>
      )}
      <button type="button" class="big" onClick={() => wake()}>
        <Icon name="cloud" />
        {t('settings.send_now')}
      </button>
    </section>
  );
}

function Drafts() {
  return (
    <ul class="queue" data-drafts>
      {drafts.value.map(({ attendance_id, saved_at }) => (
        <li key={attendance_id}>
          <span class="soft">{saved_at ? moment(saved_at, views.value[0]?.time_zone) : ''}</span>
          <button
            type="button"
            class="plain"
            onClick={() => go(siteOf(attendance_id) ? `/app/visit/${attendance_id}` : '/app/begin')}
          >
            {siteOf(attendance_id) || t('begin.title')}
          </button>
          <span class="soft small">{t('queue.begun')}</span>
        </li>
      ))}
    </ul>
  );
}
