// Why a visit comes late, or may: what holds the engineer up, and the way there.
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { span } from '../../../shared/time';

type Facts = Schemas['LateCause'];

export function Cause({ cause, engineer }: { cause: Facts; engineer: string }) {
  const { reason, minutes, before, way_from, way_to } = cause;
  const parts = [
    td('late_because', reason, { name: engineer, span: span(minutes * 60_000) }),
    before > 0 ? t('late_because.before', { n: before }) : '',
    way_to > 0 ? t(way_from === way_to ? 'late_because.way_sure' : 'late_because.way', { from: way_from, to: way_to }) : '',
  ];
  return (
    <p class="small" data-cause={reason}>
      {parts.filter(Boolean).join(t('late_because.and'))}
    </p>
  );
}
