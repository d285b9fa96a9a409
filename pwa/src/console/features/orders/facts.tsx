// What is known of an order beside what happens to it: whose it is, where, and what it asks.
import type { ComponentChildren } from 'preact';
import { t, td } from '../../../shared/i18n';
import { linked } from '../../ui/entry-link';
import { placeName } from '../../ui/place-name';
import { levelName } from '../levels/names';
import type { FieldName } from './edit-order';
import { InPlace } from './in-place';
import type { Detail } from './state';

type Row = [label: string, value: ComponentChildren, field?: FieldName];

export function Facts({ open: { line, extra } }: { open: Detail }) {
  const rows: Row[] = [
    [t('detail.customer'), linked('contacts', extra.contact_id, `${extra.contact} · ${extra.contact_phone}`), 'contact_id'],
    [t('form.site'), linked('sites', extra.site_id, placeName(line.site, extra.address)), 'site_id'],
    [
      t('detail.device'),
      linked('devices', extra.device_id, [extra.model, extra.serial].filter(Boolean).join(' · ') || '–'),
      'device_id',
    ],
    [t('form.level'), levelName(line.level), 'level'],
    [t('form.kind'), td('kind', line.kind), 'kind'],
    ...(extra.came_in ? [[t('form.came_in'), td('came_in', extra.came_in)] as Row] : []),
    [t('form.skill'), extra.skill ?? t('form.any'), 'skill'],
    [t('detail.station'), extra.station],
    [t('form.access'), extra.access_note || '–', 'access_note'],
    ...(extra.stars ? [[t('detail.rating'), `${'★'.repeat(extra.stars)} ${extra.comment ?? ''}`] as Row] : []),
  ];
  return (
    <dl class="facts">
      {rows.map(([label, value, field], index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>
            {field ? (
              <InPlace line={line} name={field}>
                {value}
              </InPlace>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
