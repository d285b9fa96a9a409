// What stands at the thumb when a visit is over: where the day goes on, and what can still be done about what was signed.
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import type { Command, View } from '../commands';
import { beginCorrection } from '../correcting';
import { draftOf } from '../drafts';
import { go } from '../router';
import { Veil } from '../sheet';
import { byWindow, isOver, sealedBy, views } from '../state';

export function Over({ view }: { view: View }) {
  const [open, setOpen] = useState(false);
  const next = views.value.filter((row) => !isOver(row)).sort(byWindow)[0];
  const sealed = sealedBy(view.attendance_id);
  return (
    <>
      <footer class="actions" data-next>
        <button type="button" class="primary big" onClick={() => go(next ? `/app/visit/${next.attendance_id}` : '/app/', true)}>
          {next ? t('visit.next', { site: next.site }) : t('visit.to_day')}
        </button>
        {sealed && (
          <button type="button" class="big" aria-expanded={open} data-more onClick={() => setOpen(true)}>
            <Icon name="dots" />
            {t('visit.more')}
          </button>
        )}
      </footer>
      {open && sealed && (
        <Veil label={t('visit.more')} onClose={() => setOpen(false)}>
          <div class="sheet more-sheet">
            <h2>{view.site}</h2>
            <Correct sealed={sealed} />
            <button type="button" class="plain big" onClick={() => setOpen(false)}>
              {t('sheet.cancel')}
            </button>
          </div>
        </Veil>
      )}
    </>
  );
}

/** It opens the report with all that was sealed. One that is begun already goes on. */
export function Correct({ sealed }: { sealed: Command }) {
  const { attendance_id } = sealed;
  const begun = draftOf(attendance_id).corrects !== undefined;
  const open = async () => {
    if (begun || (await beginCorrection(sealed))) go(`/app/visit/${attendance_id}/report`);
  };
  return (
    <button type="button" class="big" data-correct onClick={() => void open()}>
      <Icon name="pencil" />
      {t(begun ? 'report.correct_go_on' : 'report.correct')}
    </button>
  );
}

/** What was done is safe. */
export function Done({ view }: { view: View }) {
  return (
    <section class="card done" data-done>
      <p class="note good">
        <Icon name="check" />
        {view.pending ? t(view.status === 'signed' ? 'sign.done' : 'visit.done_saved') : t('visit.done_received')}
      </p>
    </section>
  );
}
