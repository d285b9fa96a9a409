// The bell: what was said to this person, newest first.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { NOTIFICATIONS, type NotificationKind } from '../../../shared/domain.gen';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { relative } from '../../../shared/time';
import { go } from '../../app/router';
import { attempt } from '../../app/toast';
import { listNotices, markRead, type Notice } from '../../data/notifications';
import { late } from '../orders/state';
import { Choices } from './choices';

const FIRST: readonly NotificationKind[] = [
  'help_asked',
  'engineer_sick',
  'visit_late',
  'promise_broken',
  'station_reminded',
  'running_late',
  'clock_breached',
];
const LATE: ReadonlySet<string> = new Set<NotificationKind>(['visit_late', 'promise_broken', 'running_late']);
const KINDS = [...FIRST, ...NOTIFICATIONS.filter((kind) => !FIRST.includes(kind))];
/** A bad day gives hundreds of one kind: a few of each are shown, the rest lie on the board. */
const FEW = 8;
export const told = signal<Notice[]>([]);

export async function refreshBell(): Promise<void> {
  const found = await listNotices().catch(() => null);
  if (found) told.value = found;
}

/** What was said to this person, newest first; how they want to hear it. */
export function Bell() {
  const [open, setOpen] = useState(false);
  const unread = told.value.filter((row) => !row.read_at).length;
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => void refreshBell(), []);
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopImmediatePropagation(); // the order behind it stays
      setOpen(false);
    };
    const onPress = (event: Event) => {
      if (!here.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('keydown', onKey, true);
    addEventListener('pointerdown', onPress);
    return () => {
      removeEventListener('keydown', onKey, true);
      removeEventListener('pointerdown', onPress);
    };
  }, [open]);
  const show = async () => {
    setOpen(!open);
    const newest = told.value[0];
    if (!open && newest && unread) {
      await attempt(() => markRead(newest.created_at));
      await refreshBell();
    }
  };
  return (
    <div class="bell" ref={here}>
      <button
        type="button"
        class="plain"
        aria-expanded={open}
        aria-label={t('bell.title', { n: unread })}
        onClick={() => void show()}
      >
        <Icon name="bell" />
        {unread > 0 && <b class="count">{unread > 99 ? '99+' : unread}</b>}
      </button>
      {open && <Told onClose={() => setOpen(false)} />}
    </div>
  );
}

function Told({ onClose }: { onClose: () => void }) {
  const [choosing, setChoosing] = useState(false);
  return (
    <section class="told" aria-label={t('bell.heading')}>
      <header class="spread">
        <h2>{t('bell.heading')}</h2>
        <button type="button" class="plain" onClick={() => setChoosing(!choosing)}>
          <Icon name="settings" /> {t('bell.how')}
        </button>
      </header>
      {choosing ? (
        <Choices />
      ) : told.value.length === 0 ? (
        <p class="blank soft">{t('bell.empty')}</p>
      ) : (
        <ol>
          {KINDS.flatMap((kind) => {
            const rows = ofKind(kind);
            const more = rows.length - FEW;
            return [
              ...rows.slice(0, more > 1 ? FEW : rows.length).map((row) => <Said key={row.id} row={row} onClose={onClose} />),
              more > 1 && (
                <li key={kind}>
                  <button type="button" class="plain" onClick={() => overdueOrders(onClose)}>
                    {t('bell.more', { n: more })}
                  </button>
                </li>
              ),
            ];
          })}
        </ol>
      )}
    </section>
  );
}

/** Newest first; of late visits the most urgent, as they stand in their queue. */
function ofKind(kind: NotificationKind): Notice[] {
  const rows = told.value.filter((row) => row.kind === kind);
  if (!LATE.has(kind)) return rows;
  const place = new Map(late.value.map((line, at) => [line.id, at]));
  const placeOf = (row: Notice) => place.get(row.order_id ?? '') ?? place.size;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function overdueOrders(onClose: () => void): void {
  onClose();
  go({ order: null, filter: 'overdue' }, '/console');
}

function Said({ row, onClose }: { row: Notice; onClose: () => void }) {
  return (
    <li class={`said ${row.kind}`}>
      <button
        type="button"
        class="plain"
        onClick={() => {
          onClose();
          if (row.order_id) go({ order: row.order_id }, '/console');
        }}
      >
        <strong>{row.title}</strong>
        <span class="soft small">{row.body}</span>
        <span class="soft small">{relative(row.created_at)}</span>
      </button>
    </li>
  );
}
