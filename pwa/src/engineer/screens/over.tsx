// What stands at the thumb when a visit is over: where the day goes on, and what can still be done about what was signed.
import { useState } from 'preact/hooks';
import { Refusal } from '../../shared/api';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { beginCorrection, readSealed, signedLast } from '../correcting';
import { draftOf } from '../drafts';
import type { View } from '../model';
import { nextVisit } from '../refused';
import { go } from '../router';
import { Veil } from '../sheet';
import { sealedBy } from '../state';

export function Over({ view }: { view: View }) {
  const [open, setOpen] = useState(false);
  const signed = signedLast(view) !== undefined;
  return (
    <>
      <footer class="actions" data-next>
        <ToNext />
        {signed && (
          <button type="button" class="big" aria-expanded={open} data-more onClick={() => setOpen(true)}>
            <Icon name="dots" />
            {t('visit.more')}
          </button>
        )}
      </footer>
      {open && signed && (
        <Veil label={t('visit.more')} onClose={() => setOpen(false)}>
          <div class="sheet more-sheet">
            <h2>{view.site}</h2>
            <Correct view={view} />
            <button type="button" class="plain big" onClick={() => setOpen(false)}>
              {t('sheet.cancel')}
            </button>
          </div>
        </Veil>
      )}
    </>
  );
}

export function ToNext() {
  const next = nextVisit();
  return (
    <button
      type="button"
      class="primary big"
      data-to-next
      onClick={() => go(next ? `/app/visit/${next.attendance_id}` : '/app/', true)}
    >
      {next ? t('visit.next', { site: next.site }) : t('visit.to_day')}
    </button>
  );
}

/** It opens the report with all that was sealed. One that is begun already goes on; one that is not here has to come first. */
export function Correct({ view }: { view: View }) {
  const [why, setWhy] = useState('');
  const { attendance_id } = view;
  const begun = draftOf(attendance_id).corrects !== undefined;
  const begin = async () => {
    const signed = await signedLast(view)?.();
    return signed !== undefined && beginCorrection(attendance_id, signed);
  };
  const open = async () => {
    setWhy('');
    const there = begun || (await begin().catch((error: Error) => setWhy(whyNot(error))));
    if (there) go(`/app/visit/${attendance_id}/report`);
  };
  return (
    <>
      <button type="button" class="big" data-correct onClick={() => void open()}>
        <Icon name="pencil" />
        {t(begun ? 'report.correct_go_on' : 'report.correct')}
      </button>
      {why && (
        <p class="note warn" role="alert" data-not-here>
          {why}
        </p>
      )}
    </>
  );
}

function whyNot(error: Error): string {
  return error instanceof Refusal ? `${error.title} ${error.detail}` : t('report.correct_needs_network');
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

/** It is signed and not solved: the order is not over, and nobody has to be told. Known from what was signed here, also without network. */
export function GoesOn({ view }: { view: View }) {
  const sealed = sealedBy(view.attendance_id);
  const document = sealed && readSealed(sealed).document;
  if (!document?.result || document.result.result === 'solved') return null;
  const said = document.sections.flatMap(({ fields }) => fields);
  const words = ['result', 'reason', 'until'].map((key) => said.find((field) => field.key === key)?.value).filter(Boolean);
  return (
    <p class="note warn" data-goes-on>
      {t('visit.goes_on', { why: words.join(' · ') })}
    </p>
  );
}
