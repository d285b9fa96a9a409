// A table as a whole, and the button that writes it.
import { t } from '../../../shared/i18n';
import { errorsOf, type Preview } from '../../data/sheets';

export const EFFECTS = ['new', 'changes', 'same', 'there'] as const;

interface SummaryProps {
  seen: Preview;
  chosen: number;
  wrongOnly: boolean;
  onStart: () => void;
  onWrongOnly: () => void;
  onAnother: () => void;
}

/** How many rows the button writes: what would change nothing is not written, what is there already only where it is ticked. */
export function chosenOf(seen: Preview, left: number, also: number): number {
  const { sound, effects } = seen.summary;
  return sound - (effects.same ?? 0) - (effects.there ?? 0) - left + also;
}

/** How many rows are sound, what they would do, and the button that writes them. */
export function Summary({ seen, chosen, wrongOnly, onStart, onWrongOnly, onAnother }: SummaryProps) {
  const { summary } = seen;
  const wrong = summary.total - summary.sound;
  return (
    <section class="card sheet-sum" data-state={summary.state}>
      <p>
        <strong>{summary.file_name}</strong> · {t('sheet.rows', { n: summary.total })}
      </p>
      <p class="marks">
        <span class={summary.sound ? 'chip good' : 'chip'}>{t('sheet.sound', { n: summary.sound })}</span>
        {EFFECTS.map((effect) => {
          const n = summary.effects[effect] ?? 0;
          return (
            n > 0 && (
              <span key={effect} class="chip">
                {t(`sheet.${effect}`, { n })}
              </span>
            )
          );
        })}
        {wrong > 0 && <span class="chip bad">{t('sheet.wrong', { n: wrong })}</span>}
        {summary.made > 0 && <span class="chip go">{t('sheet.made', { n: summary.made })}</span>}
      </p>
      {summary.state === 'running' && (
        <progress max={Math.max(1, summary.wanted)} value={summary.made} aria-label={t('sheet.writing')} />
      )}
      <div class="tools">
        {summary.state === 'preview' && (
          <button type="button" class="primary" disabled={chosen === 0} onClick={onStart}>
            {t('sheet.write', { n: chosen })}
          </button>
        )}
        {summary.state === 'done' && <span class="good-word">{t('sheet.done', { n: summary.made })}</span>}
        {wrong > 0 && (
          <>
            <button type="button" aria-pressed={wrongOnly} onClick={onWrongOnly}>
              {wrongOnly ? t('sheet.show_all') : t('sheet.only_wrong')}
            </button>
            <a class="button" href={errorsOf(summary.id)} download>
              {t('sheet.error_file')}
            </a>
          </>
        )}
        <button type="button" class="plain" onClick={onAnother}>
          {t('sheet.another')}
        </button>
      </div>
    </section>
  );
}
