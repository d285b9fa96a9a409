// The report as the engineer writes it: kept as it is typed, until both sign.
import { useEffect, useRef } from 'preact/hooks';
import { type Action, TO_SIGNATURE } from '../../shared/domain.gen';
import { t, td } from '../../shared/i18n';
import { nextStatus } from '../../shared/status';
import { moment } from '../../shared/time';
import { Top } from '../bar';
import { length, NAME, PARTS, PHOTOS, VALUE } from '../bounds';
import { signedLast } from '../correcting';
import { reportBegun, withoutReport } from '../draft-edits';
import { changeNow, draftOf } from '../drafts';
import type { Draft, View } from '../model';
import { save } from '../outbox';
import { missing, WORK_FIELDS } from '../report';
import { go } from '../router';
import { isOver, sealedBy, views } from '../state';
import { ZoneNote } from '../zone';
import { Parts } from './report-parts';
import { adding, Photos } from './report-photos';
import { Classes, Needed, ResultChoice, set } from './report-result';
import { TooLong } from './too-long';
import { Missing } from './visit';

const NEEDED = new Set<string>(['correction', 'fault_found', 'work_done']);

export function ReportForm({ id }: { id: string }) {
  const view = views.value.find((row) => row.attendance_id === id);
  const draft = draftOf(id);
  const elsewhere = view && isOver(view) && !reportBegun(draft) && signedLast(view); // by a phone before this one
  const signed = !draft.corrects && Boolean(sealedBy(id) || elsewhere); // in another tab, say: there is nothing more to write
  useEffect(() => {
    if (signed) go(`/app/visit/${id}`, true);
  }, [id, signed]);
  const form = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!reportBegun(draft)) form.current?.querySelector('textarea')?.focus(); // the first word needs no tap
  }, []);
  if (!view) return <Missing />;
  return (
    <>
      <Top title={t('report.title')} backTo={`/app/visit/${id}`} />
      <main class="report-form" ref={form}>
        <p class="soft">
          {view.number} · {view.site}
        </p>
        <p class="note">
          <span class="soft small">{t('visit.fault')}</span>
          <br />
          {view.fault}
        </p>
        <ZoneNote zones={[view.time_zone]} />
        {draft.signing && <p class="note warn">{t('report.signed_already', { name: draft.signing.customer.name })}</p>}
        {draft.corrects && <Correction draft={draft} />}
        {WORK_FIELDS.filter((key) => NEEDED.has(key)).map((key) => (
          <Field key={key} name={key} draft={draft} />
        ))}
        <ResultChoice draft={draft} zone={view.time_zone} />
        <Photos draft={draft} />
        <Parts draft={draft} />
        <details class="card more" open={WORK_FIELDS.some((key) => !NEEDED.has(key) && draft.values[key])}>
          <summary>{t('report.further')}</summary>
          {WORK_FIELDS.filter((key) => !NEEDED.has(key)).map((key) => (
            <Field key={key} name={key} draft={draft} />
          ))}
        </details>
        <Classes draft={draft} />
      </main>
      <Foot view={view} draft={draft} />
    </>
  );
}

/** What is still to be said, and the way to the signature: what is left to say until the work is finished is said with it. */
function Foot({ view, draft }: { view: View; draft: Draft }) {
  const finishing = useRef(false);
  const id = view.attendance_id;
  const steps = view.ended_at || draft.corrects ? [] : TO_SIGNATURE[view.status]; // of a visit that went to somebody else the engineer signs what they did
  const toSignature = async () => {
    if (finishing.current) return;
    finishing.current = true;
    const finished = await changeNow(id).then(
      () => finish(view, steps ?? []),
      () => false,
    );
    finishing.current = false;
    if (finished) go(`/app/visit/${id}/sign`);
  };
  const left = missing(draft);
  const saved = draft.saved_at ? t('report.draft_saved', { at: moment(draft.saved_at, view.time_zone) }) : '';
  const needed = left.map((key) => td('report', `field_${key}`)).join(' · ');
  return (
    <footer class="actions">
      <p class="soft small" role="status">
        {left.length ? t('report.needed', { what: needed }) : steps ? saved : t('report.not_there')}
      </p>
      <button
        type="button"
        class="primary big"
        disabled={left.length > 0 || !steps || adding.value > 0 || !fitsPaper(draft)}
        onClick={() => void toSignature()}
      >
        {t('report.to_signature')}
      </button>
    </footer>
  );
}

/** Why it is not right as it was signed; the customer reads it before signing anew. */
function Correction({ draft }: { draft: Draft }) {
  return (
    <section class="card correction" data-correction>
      <p>{t('report.correction_means')}</p>
      <Field name="correction" draft={draft} />
      <button
        type="button"
        class="plain danger big"
        data-discard
        onClick={() => void changeNow(draft.attendance_id, withoutReport).catch(() => undefined)}
      >
        {t('report.correction_discard')}
      </button>
    </section>
  );
}

/** False: nothing more was saved, and the red banner says it. */
async function finish(view: View, steps: readonly Action[]): Promise<boolean> {
  let expected = view.status;
  for (const action of steps) {
    const data = action === 'finish_work' ? {} : { skipped: true }; // nobody did that now: it only lies on the way
    const saved = await save({ kind: 'act', attendance_id: view.attendance_id, action, expected, data }).catch(() => null);
    if (!saved) return false;
    expected = nextStatus(expected, action, null, view.kind) ?? expected;
  }
  return true;
}

function fitsPaper({ values, parts, photos }: Draft): boolean {
  const names = parts.flatMap(({ name, number, serial }) => [name, number, serial]);
  const long = Object.values(values).some((text) => length(text) > VALUE) || names.some((name) => length(name) > NAME);
  return !long && parts.length <= PARTS && photos.length <= PHOTOS;
}

function Field({ name, draft }: { name: (typeof WORK_FIELDS)[number] | 'correction'; draft: Draft }) {
  const text = draft.values[name] ?? '';
  return (
    <label>
      <span>
        {td('report', `field_${name}`)} {NEEDED.has(name) && <Needed />}
      </span>
      <textarea
        name={name}
        rows={NEEDED.has(name) ? 3 : 2}
        required={NEEDED.has(name)}
        value={text}
        aria-invalid={length(text) > VALUE}
        onInput={(event) => set(draft, name, event.currentTarget.value)}
      />
      <TooLong text={text} most={VALUE} />
    </label>
  );
}
