// The list behind "ready": what of each visit is on the phone.
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { moment } from '../../shared/time';
import { Top } from '../bar';
import type { Entry, Packed } from '../model';
import { go } from '../router';
import { wake } from '../send';
import { isOver, manifest, net, packed, readiness, views } from '../state';

export function PackScreen() {
  const list = manifest.value;
  const { all, here, ready } = readiness.value;
  return (
    <>
      <Top title={t('pack.title')} backTo="/app/" />
      <main class="pack-screen">
        <section class={`card verdict ${ready ? 'good' : 'bad'}`}>
          <h2>{ready ? t('pack.ready', { n: all }) : t('pack.not_ready', { n: here, all })}</h2>
          {!ready && <progress max={all || 1} value={here} aria-label={t('pack.title')} />}
          <p class="soft">{ready ? t('pack.ready_means') : stay()}</p>
          {list && (
            <p class="soft">
              {t('pack.size', { size: kilobytes(list.size), at: moment(list.made_at, views.value[0]?.time_zone) })}
            </p>
          )}
          {!ready && (
            <button type="button" class="big" onClick={() => wake()}>
              <Icon name="cloud" />
              {t('pack.fetch')}
            </button>
          )}
        </section>
        {views.value
          .filter((view) => !isOver(view) && view.number)
          .map((view) => {
            const entry = list?.entries.find((row) => row.attendance_id === view.attendance_id);
            return (
              <button
                key={view.attendance_id}
                type="button"
                class="card pack-row"
                onClick={() => go(`/app/visit/${view.attendance_id}`)}
              >
                <Mark entry={entry} kept={packed.value.get(view.attendance_id)} />
                <span>
                  <strong>{view.site}</strong>
                  <span class="small">
                    {view.window_to && `${moment(view.window_to, view.time_zone)} · `}
                    {view.fault}
                  </span>
                  <span class="soft small">{entry ? counted(entry) : t('pack.waits')}</span>
                </span>
              </button>
            );
          })}
      </main>
    </>
  );
}

function Mark({ entry, kept }: { entry: Entry | undefined; kept: Packed | undefined }) {
  const here = entry !== undefined && kept?.sha256 === entry.sha256;
  return (
    <span class={`mark ${here ? 'good' : 'bad'}`} data-here={here} role="img" aria-label={t(here ? 'pack.here' : 'pack.missing')}>
      <Icon name={here ? 'check' : 'alert'} />
    </span>
  );
}

function counted(entry: Entry): string {
  const kinds = ['contacts', 'devices', 'past', 'memory', 'knowledge', 'streets'] as const;
  const rows = kinds.filter((kind) => entry[kind]).map((kind) => t(`pack.${kind}`, { n: entry[kind] }));
  return [...rows, kilobytes(entry.size)].join(' · ');
}

function kilobytes(size: number): string {
  return `${(size / 1024).toFixed(size < 10_240 ? 1 : 0)} KB`;
}

function stay(): string {
  if (net.value === 'ok') return t('pack.stay');
  return net.value === 'offline' ? t('pack.stay_offline') : td('net', net.value);
}
