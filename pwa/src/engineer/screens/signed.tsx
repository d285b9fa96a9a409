// A signed report as it was read, with both signatures.
import { t } from '../../shared/i18n';
import { Top } from '../bar';
import { readSealed } from '../correcting';
import type { Command, Document } from '../model';
import { commands, sealedBy, views } from '../state';
import { Correct } from './over';
import { Picture } from './picture';
import { Missing } from './visit';

/** What was signed here, also without network; what it corrects stays readable below it. */
export function SignedReport({ id }: { id: string }) {
  const sealed = sealedBy(id);
  const view = views.value.find((row) => row.attendance_id === id);
  if (!sealed) return <Missing />;
  const earlier = commands.value.filter(
    (row) => row.kind === 'seal_report' && row.attendance_id === id && row.state !== 'attention' && row !== sealed,
  );
  return (
    <>
      <Top title={t('report.title')} backTo={`/app/visit/${id}`} />
      <main class="signing">
        <Bytes sealed={sealed} />
        {earlier.reverse().map((row) => (
          <details key={row.id} class="card more" data-earlier>
            <summary>{t('report.earlier')}</summary>
            <Bytes sealed={row} />
          </details>
        ))}
      </main>
      <footer class="actions">{view && <Correct view={view} />}</footer>
    </>
  );
}

function Bytes({ sealed }: { sealed: Command }) {
  const { document, signatures } = readSealed(sealed);
  return (
    <>
      <Shown document={document} />
      {signatures.map((signed) => (
        <figure key={signed.party} class="document card signed" data-signed={signed.party}>
          <svg viewBox={`0 0 ${signed.width} ${signed.height}`} role="img" aria-label={signed.name}>
            {signed.strokes.map(({ points }) => (
              <polyline key={`${points[0]?.x} ${points[0]?.y}`} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
            ))}
          </svg>
          <figcaption>
            {signed.name} <span class="soft">{signed.role}</span>
          </figcaption>
        </figure>
      ))}
    </>
  );
}

export function Shown({ document }: { document: Document }) {
  return (
    <article class="document card" lang={document.language}>
      <h2>{document.title}</h2>
      <p class="soft">{document.order_number}</p>
      {document.sections.map((section) => (
        <section key={section.title}>
          <h3>{section.title}</h3>
          <dl>
            {section.fields
              .filter((field) => field.value)
              .map((field) => (
                <div key={field.key}>
                  <dt>{field.label}</dt>
                  <dd>{field.value}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      {document.parts.length > 0 && (
        <section>
          <h3>{document.parts_title}</h3>
          <ul>
            {document.parts.map((part) => (
              <li key={`${part.direction}${part.name}${part.serial}`}>
                {part.direction === 'in' ? '+' : '−'} {part.quantity ? `${part.quantity} × ` : ''}
                {part.name} {part.number} {part.serial}
              </li>
            ))}
          </ul>
        </section>
      )}
      {document.photos.length > 0 && (
        <section>
          <h3>{document.photos_title}</h3>
          <div class="photos">
            {document.photos.map((photo) => (
              <figure key={photo.sha256}>
                <Picture sha256={photo.sha256} />
                {photo.caption && <figcaption>{photo.caption}</figcaption>}
              </figure>
            ))}
          </div>
        </section>
      )}
      {document.declaration && <p class="declaration">{document.declaration}</p>}
    </article>
  );
}
