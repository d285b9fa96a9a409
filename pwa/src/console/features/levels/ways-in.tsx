// For which ways in a limit counts: a limit of its own for who writes, beside that of who rings.
import { WAYS_IN } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';

interface Props {
  ways: readonly string[];
  may: boolean;
  onChange: (ways: string[]) => void;
  onSplit: () => void;
  onDrop: () => void;
}

export function WaysIn({ ways, may, onChange, onSplit, onDrop }: Props) {
  if (ways.length === 0)
    return may ? (
      <button type="button" class="plain" data-split onClick={onSplit}>
        {t('levels.split')}
      </button>
    ) : null;
  const turn = (way: string) => onChange(WAYS_IN.filter((each) => (each === way ? !ways.includes(each) : ways.includes(each))));
  return (
    <div class="ways-in">
      <p class="soft small">{t('levels.ways_in')}</p>
      <div class="pills">
        {WAYS_IN.map((way) => (
          <button
            key={way}
            type="button"
            aria-pressed={ways.includes(way)}
            disabled={!may || (ways.length === 1 && ways[0] === way)}
            onClick={() => turn(way)}
          >
            {td('came_in', way)}
          </button>
        ))}
        {may && (
          <button type="button" class="plain" onClick={onDrop}>
            {t('levels.unsplit')}
          </button>
        )}
      </div>
    </div>
  );
}
