// Whom a draft would alarm at once, looked up while it is written.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { listed, t } from '../../../shared/i18n';
import { previewOf, type RuleKind } from '../../data/rules';

type Found = Schemas['Alarmed'];
const PAUSE = 400; // ms after the last change
const NAMED = 4;

/** Whom publishing this would alarm at once. What would not be published has no preview. */
export function Preview({ kind, code, document }: { kind: RuleKind; code: string; document: unknown }) {
  const [found, setFound] = useState<Found | null>(null);
  const body = JSON.stringify({ document });
  useEffect(() => {
    let current = true;
    setFound(null);
    const look = async () => {
      const answer = await previewOf(kind, code, JSON.parse(body)).catch(() => null);
      if (current) setFound(answer);
    };
    const timer = setTimeout(() => void look(), PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [kind, code, body]);
  return (
    <p class={`note preview ${found?.notices ? 'warn' : ''}`} role="status" data-notices={found?.notices}>
      {found ? <Said found={found} /> : t('preview.looking')}
    </p>
  );
}

function Said({ found }: { found: Found }) {
  const { overdue, due, notices, people, orders, more } = found;
  const names = people.slice(0, NAMED).map((row) => `${row.name} ${row.notices}`);
  const others = people.length - names.length;
  return (
    <>
      {notices === 0 && overdue + due === 0
        ? t('preview.nobody', { orders })
        : `${t('preview.orders', { overdue, due, orders })} ${t('preview.notices', { n: notices, people: people.length })}`}
      {names.length > 0 &&
        ` ${t('preview.named', { names: listed(names), others: others > 0 ? t('preview.others', { n: others }) : '' })}`}
      {more && ` ${t('preview.more', { orders })}`}
    </>
  );
}
