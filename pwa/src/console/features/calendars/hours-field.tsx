// The opening hours of one day of the week, as people type them.
import { language, t } from '../../../shared/i18n';
import { useTyped } from '../../ui/typed';
import { readHours, type Span, showHours } from './hours';

interface Props {
  /** 0 is Monday. */
  day: number;
  spans: Span[];
  /** What was typed and cannot be read; it stays in the field. */
  typed: string | undefined;
  may: boolean;
  refused: boolean;
  onRead: (spans: Span[]) => void;
  onUnread: (text: string) => void;
}

export function HoursField({ day, spans, typed, may, refused, onRead, onUnread }: Props) {
  const name = new Intl.DateTimeFormat(language.value, { weekday: 'long' }).format(new Date(2024, 0, 1 + day));
  const found = typed === undefined ? null : readHours(typed);
  const wrong = found && 'wrong' in found ? found : null;
  const read = (text: string) => {
    const reading = readHours(text);
    if ('wrong' in reading) onUnread(text);
    else onRead(reading.spans);
  };
  const field = useTyped(typed ?? showHours(spans), (input) => read(input.value));
  return (
    <tr class={wrong ? 'wrong' : ''}>
      <th>{name}</th>
      <td>
        <input
          aria-label={name}
          aria-invalid={wrong || refused ? true : undefined}
          aria-describedby={wrong ? `hours-${day}` : undefined}
          disabled={!may}
          placeholder={t('calendars.closed')}
          {...field}
        />
        {wrong && (
          <p id={`hours-${day}`} class="bad-word small" role="alert">
            {t(`hours.${wrong.wrong}`, { piece: wrong.piece })}
          </p>
        )}
      </td>
    </tr>
  );
}
