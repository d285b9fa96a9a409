// One visit in the list: until when, where, what, and what is to be known before it is opened.
import { BENCH, FINISHED } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { tone } from '../../shared/status';
import { statusWord } from '../../shared/status-words';
import { clockTime, date, otherDay, relative, tick } from '../../shared/time';
import { joins } from '../crew';
import { isGone, lateWords, momentOf } from '../day';
import { begunIn } from '../draft-edits';
import { draftOf } from '../drafts';
import { isNew } from '../inbox';
import type { View } from '../model';
import { go } from '../router';
import { isOver, views } from '../state';
import { crewWord } from './crew-word';
import { FirstDue, Level } from './due';

export function Card({ view, first }: { view: View; first: boolean }) {
  const gone = isGone(view);
  const late = lateWords(view);
  const begun = begunIn(draftOf(view.attendance_id));
  return (
    <button
      type="button"
      class={`visit-card ${first ? 'first' : ''} ${isOver(view) ? 'ended' : ''}`}
      onClick={() => go(`/app/visit/${view.attendance_id}`)}
    >
      <When view={view} />
      <span class="what">
        <strong>{BENCH.has(view.kind) ? view.account : view.site}</strong>
        <span class="soft">{view.fault}</span>
        <span class="marks">
          {isNew(view.attendance_id) && (
            <span class="chip go" data-new>
              {t('inbox.new')}
            </span>
          )}
          {gone ? (
            <span class="chip warn">{t(`today.${wentTo(view)}`, { name: view.now_with ?? '' })}</span>
          ) : (
            <span class={`chip ${goesOn(view) ? '' : tone(view.status)}`}>{standing(view)}</span>
          )}
          {!isOver(view) && <Level view={view} />}
          {!isOver(view) && <FirstDue view={view} />}
          {!isOver(view) && late && <span class="chip bad">{late}</span>}
          {begun && (
            <span class="onphone" data-begun={begun}>
              <Icon name="pencil" />
              {td('today_begun', begun)}
            </span>
          )}
          {view.pending > 0 && (
            <span class="onphone">
              <Icon name="phoneSaved" />
              {view.pending}
            </span>
          )}
        </span>
      </span>
    </button>
  );
}

/** This engineer is done, and the order is not. */
const goesOn = (view: View) => view.ended_at !== null && !FINISHED.has(view.status);

function standing(view: View): string {
  const word = joins(view) ? crewWord(view) : statusWord(view.status, view.kind);
  return goesOn(view) ? t('today.part_done', { status: word }) : word;
}

/** Until when the engineer is expected; once they are there, since when; once it is over, when that was. */
function When({ view }: { view: View }) {
  const at = momentOf(view, isOver(view));
  if (at)
    return (
      <span class="when">
        <small>{t(isGone(view) ? 'today.until' : isOver(view) ? 'today.was' : 'today.since')}</small>
        {clockTime(at, view.time_zone)}
        <small>{otherDay(at, view.time_zone, tick.value, false)}</small>
      </span>
    );
  const promised = view.handed_in?.promised_on;
  if (!view.window_to && promised)
    return (
      <span class="when">
        <small>{t('today.by')}</small>
        <small>{otherDay(promised, 'UTC', tick.value) || date(promised)}</small>
      </span>
    );
  if (!view.window_to) return <span class="when">–</span>;
  return (
    <span class="when">
      <small>{t('today.by')}</small>
      {clockTime(view.window_to, view.time_zone)}
      <small>{otherDay(view.window_to, view.time_zone, tick.value, false)}</small>
      {!isOver(view) && <small>{relative(view.window_to)}</small>}
    </span>
  );
}

/** A visit that was taken from the engineer: with somebody else, with nobody, or back with them as a new one. */
export function wentTo(view: View): 'gone_back' | 'gone_crew' | 'gone_lead' | 'gone' | 'gone_nobody' {
  if (!view.now_with) return 'gone_nobody';
  const again = views.value.find((row) => row.order_id === view.order_id && !row.ended_at);
  if (!again) return 'gone';
  return joins(again) ? 'gone_crew' : joins(view) ? 'gone_lead' : 'gone_back';
}
