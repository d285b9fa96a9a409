// What a level or a calendar was before.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { attempt } from '../../app/toast';
import { type RuleKind, versionsOf } from '../../data/rules';

type Change = Schemas['RuleChange'];

/** Who changed a rule when, and what. */
export function Versions({ kind, code, version }: { kind: RuleKind; code: string; version: number }) {
  const [rows, setRows] = useState<Change[]>([]);
  useEffect(() => {
    void attempt(() => versionsOf(kind, code)).then((found) => setRows(found ?? []));
  }, [kind, code, version]);
  return (
    <section class="history">
      <h2>{t('manage.history')}</h2>
      <ol>
        {rows.map((row) => (
          <li key={row.version} class={`change ${row.withdrawn ? 'off' : ''}`}>
            <span class="soft small">
              {t('levels.version', { n: row.version })} · {relative(row.since)} · {row.name ?? t('detail.system')}
              {row.note && ` · ${row.note}`}
              {row.withdrawn && ` · ${t('levels.withdrawn')}`}
            </span>
            {row.differences.map(([what, was, now]) => (
              <p key={what}>
                {named(what)}: <s>{brief(was)}</s> → {brief(now)}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A kind of work or a way in that a limit names. */
function way(word: string): string {
  const kind = td('kind', word);
  return kind === word ? td('came_in', word) : kind;
}

function named(what: string): string {
  const first = what.split('.')[0] ?? what;
  for (const prefix of ['clock', 'status', 'field']) {
    const said = td(prefix, first);
    if (said !== first) return [said, ...what.split('.').slice(1).map(way)].join(' · ');
  }
  return first;
}

/** A limit is its minutes; anything else as short as it can be said. */
function brief(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'object' && 'minutes' in value) {
    const limit = value as { minutes: number | null; warn: number };
    return limit.minutes === null ? '–' : `${t('time.minutes', { n: limit.minutes })}, ${Math.round(limit.warn * 100)} %`;
  }
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'boolean') return t(value ? 'word.yes' : 'word.no');
  return typeof value === 'object' ? Object.values(value).join(' / ') : String(value);
}
