import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Schemas } from '../shared/api';
import { NOTIFICATIONS, type NotificationKind } from '../shared/domain.gen';
import { t, td } from '../shared/i18n';
import { Icon } from '../shared/icon';
import { subscribeToPush } from '../shared/push';
import { relative } from '../shared/time';
import { attempt, go, toast } from './store';
import { useTyped } from './typed';

const FIRST: readonly NotificationKind[] = ['help_asked', 'engineer_sick', 'clock_breached'];
const KINDS = [...FIRST, ...NOTIFICATIONS.filter((kind) => !FIRST.includes(kind))];
/** A bad day gives hundreds of one kind: a few of each are shown, the rest lie on the board. */
const FEW = 8;
export const told = signal<Schemas['notify_store_Line'][]>([]);

export async function refreshBell(): Promise<void> {
  const found = await ask<Schemas['notify_store_Line'][]>('/api/notifications').catch(() => null);
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
      await attempt(() => ask('/api/notifications/read', { method: 'POST', body: { until: newest.created_at } }));
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
            const rows = told.value.filter((row) => row.kind === kind);
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

function overdueOrders(onClose: () => void): void {
  onClose();
  go({ order: null, filter: 'overdue' }, '/console');
}

function Said({ row, onClose }: { row: Schemas['notify_store_Line']; onClose: () => void }) {
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

function Choices() {
  const [seen, setSeen] = useState<Schemas['Preferences'] | null>(null);
  useEffect(() => {
    void attempt(() => ask<Schemas['Preferences']>('/api/me/notify')).then((found) => found && setSeen(found));
  }, []);
  if (!seen) return null;
  const { chosen, kinds, available, key } = seen;
  const save = async (change: Partial<Schemas['Choices']>) => {
    const next = { ...chosen, ...change };
    setSeen({ ...seen, chosen: next });
    await attempt(() => ask('/api/me/notify', { method: 'PUT', body: next }));
  };
  const toggle = async (kind: string, channel: string) => {
    const now = chosen.channels[kind] ?? kinds[kind] ?? [];
    const on = !now.includes(channel);
    if (on && channel === 'push' && !(await subscribeToPush(key))) toast.value = { text: t('bell.no_push'), bad: true };
    await save({ channels: { ...chosen.channels, [kind]: on ? [...now, channel] : now.filter((row) => row !== channel) } });
  };
  const quiet = (name: 'quiet_from' | 'quiet_to', text: string) => {
    const both = { quiet_from: chosen.quiet_from ?? '22:00:00', quiet_to: chosen.quiet_to ?? '07:00:00' };
    void save(text ? { ...both, [name]: `${text}:00` } : { quiet_from: null, quiet_to: null });
  };
  return (
    <div class="choices">
      <table>
        <thead>
          <tr>
            <th />
            {available.map((channel) => (
              <th key={channel}>{td('channel', channel)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.keys(kinds).map((kind) => (
            <tr key={kind}>
              <td>{td('told', kind)}</td>
              {available.map((channel) => (
                <td key={channel}>
                  <input
                    type="checkbox"
                    aria-label={`${td('told', kind)}: ${td('channel', channel)}`}
                    checked={(chosen.channels[kind] ?? kinds[kind] ?? []).includes(channel)}
                    onChange={() => void toggle(kind, channel)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="two">
        <Quiet label={t('bell.quiet_from')} value={chosen.quiet_from} onChange={(value) => quiet('quiet_from', value)} />
        <Quiet label={t('bell.quiet_to')} value={chosen.quiet_to} onChange={(value) => quiet('quiet_to', value)} />
      </div>
      <p class="soft small">{t('bell.quiet_help')}</p>
    </div>
  );
}

interface QuietProps {
  label: string;
  value: string | null | undefined;
  onChange: (value: string) => void;
}

function Quiet({ label, value, onChange }: QuietProps) {
  const field = useTyped(value?.slice(0, 5) ?? '', (input) => onChange(input.value));
  return (
    <label>
      {label}
      <input type="time" {...field} />
    </label>
  );
}
