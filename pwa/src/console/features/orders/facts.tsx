// What is known of an order beside what happens to it: whose it is, where, and what it asks.
import type { ComponentChildren } from 'preact';
import { t, td } from '../../../shared/i18n';
import { linked } from '../../ui/entry-link';
import { placeName } from '../../ui/place-name';
import { levelName } from '../levels/names';
import type { Detail } from './state';

export function Facts({ open: { line, extra } }: { open: Detail }) {
  const rows: [string, ComponentChildren][] = [
    [t('detail.customer'), linked('contacts', extra.contact_id, `${extra.contact} · ${extra.contact_phone}`)],
    [t('form.site'), linked('sites', extra.site_id, placeName(line.site, extra.address))],
    [t('detail.device'), linked('devices', extra.device_id, [extra.model, extra.serial].filter(Boolean).join(' · ') || '–')],
    [t('form.level'), levelName(line.level)],
    [t('form.kind'), td('kind', line.kind)],
    ...(extra.came_in ? [[t('form.came_in'), td('came_in', extra.came_in)] as [string, string]] : []),
    [t('form.skill'), extra.skill ?? t('form.any')],
    [t('detail.station'), extra.station],
    ...(extra.access_note ? [[t('form.access'), extra.access_note] as [string, string]] : []),
    ...(extra.stars ? [[t('detail.rating'), `${'★'.repeat(extra.stars)} ${extra.comment ?? ''}`] as [string, string]] : []),
  ];
  return (
    <dl class="facts">
      {rows.map(([label, value], index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
