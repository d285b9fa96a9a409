// A limit of the level that is later than what the customer was promised: why, and which of the two counts.
import { COMMITMENTS } from '../../shared/domain.gen';
import { t } from '../../shared/i18n';
import { moment } from '../../shared/time';
import { limitName } from './limit-name';

/** What is kept before the work begins. */
const BEFORE_WORK: readonly string[] = COMMITMENTS.slice(0, COMMITMENTS.indexOf('arrival') + 1);

interface Props {
  limits: readonly { what: string; due_at: string | null }[];
  /** The end of what is promised. */
  until: string;
  zone: string;
}

export function LaterThanPromised({ limits, until, zone }: Props) {
  const later = limits.filter(
    ({ what, due_at }) => due_at && BEFORE_WORK.includes(what) && Date.parse(due_at) > Date.parse(until),
  );
  return (
    <>
      {later.map(({ what, due_at }) => (
        <p key={what} class="soft small" data-later={what}>
          {t('clocks.later', { what: limitName(what), at: moment(due_at ?? '', zone) })}
        </p>
      ))}
    </>
  );
}
