// A small map that lies in the day pack: the streets around the place, drawn from lines, without anybody's server.
import { useMemo } from 'preact/hooks';
import { t } from '../../shared/i18n';
import type { Piece } from '../model';
import { place } from '../place';

type Street = Piece['streets'][number];
type Corner = [number, number];

const HALF_WIDTH = 500; // metres, as the server cuts them (offline/pack/engines.py)
const HALF_HEIGHT = 300;
const WIDTHS = [7, 11, 15, 19, 23, 27]; // by size, in metres: wider than real, so that they can be seen
const MOST_NAMES = 7;
const LETTER = 21;
const METRES_A_DEGREE = 111_195;

export function Surroundings({ piece }: { piece: Piece }) {
  const streets = useMemo(() => <Streets piece={piece} />, [piece]); // a tap does not draw them again
  if (!piece.streets?.length) return null; // a piece that an older release kept has none
  const you = placed(piece);
  return (
    <figure class="surroundings">
      <svg
        viewBox={`${-HALF_WIDTH} ${-HALF_HEIGHT} ${2 * HALF_WIDTH} ${2 * HALF_HEIGHT}`}
        role="img"
        aria-label={t('place.map', { site: piece.site, address: piece.address })}
      >
        {streets}
        {you && <circle class="you" cx={you[0]} cy={you[1]} r="16" />}
        <path class="goal" d="M0 0l-26 -48a30 30 0 1 1 52 0z" />
      </svg>
      <figcaption class="soft small">{t('place.map_by')}</figcaption>
    </figure>
  );
}

function Streets({ piece }: { piece: Piece }) {
  const drawn = piece.streets.map((street) => ({ ...street, ways: street.lines.map(corners) }));
  return (
    <>
      {drawn.map((street) => (
        <path
          key={`${street.size}${street.name}`}
          class={`street size-${street.size}`}
          d={street.ways.map(pathOf).join('')}
          stroke-width={WIDTHS[street.size]}
        />
      ))}
      {named(drawn).map(({ name, way }, at) => (
        <text key={name} class="street-name">
          <path id={`street-${at}`} d={pathOf(way)} fill="none" />
          <textPath href={`#street-${at}`} startOffset="50%" text-anchor="middle">
            {name}
          </textPath>
        </text>
      ))}
    </>
  );
}

/** The first corner, then steps from corner to corner; on the screen north is up. */
function corners(steps: readonly number[]): Corner[] {
  const found: Corner[] = [];
  let [x, y] = [0, 0];
  for (let at = 0; at + 1 < steps.length; at += 2) {
    x += steps[at] as number;
    y -= steps[at + 1] as number;
    found.push([x, y]);
  }
  return found;
}

function pathOf(way: readonly Corner[]): string {
  return way.map(([x, y], at) => `${at ? 'L' : 'M'}${x} ${y}`).join('');
}

/** Large streets first; a name stands only where it has room, and is read from left to right. */
function named(streets: readonly (Street & { ways: Corner[][] })[]): { name: string; way: Corner[] }[] {
  const found: { name: string; way: Corner[]; size: number; room: number }[] = [];
  for (const { name, size, ways } of streets) {
    const [best] = ways.map((way) => seen(way)).sort((a, b) => lengthOf(b) - lengthOf(a));
    const room = best ? lengthOf(best) - name.length * LETTER : 0;
    if (name && best && room > 0) found.push({ name, size, room, way: leftToRight(best) });
  }
  return found.sort((a, b) => b.size - a.size || b.room - a.room).slice(0, MOST_NAMES);
}

function seen(way: Corner[]): Corner[] {
  return way.filter(([x, y]) => Math.abs(x) <= HALF_WIDTH && Math.abs(y) <= HALF_HEIGHT);
}

function lengthOf(way: readonly Corner[]): number {
  const [first, last] = [way[0], way.at(-1)];
  return first && last ? Math.hypot(last[0] - first[0], last[1] - first[1]) : 0;
}

function leftToRight(way: Corner[]): Corner[] {
  return (way[0]?.[0] ?? 0) <= (way.at(-1)?.[0] ?? 0) ? way : [...way].reverse();
}

/** Where the engineer is, while that is on the picture. */
function placed(piece: Piece): Corner | null {
  const here = place.value;
  if (!here) return null;
  const x = (here.lon - piece.lon) * METRES_A_DEGREE * Math.cos((piece.lat * Math.PI) / 180);
  const y = (piece.lat - here.lat) * METRES_A_DEGREE;
  return Math.abs(x) < HALF_WIDTH && Math.abs(y) < HALF_HEIGHT ? [x, y] : null;
}
