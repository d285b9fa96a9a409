// The city: where the orders of the list and the engineers are.
import { useRef } from 'preact/hooks';
import { useDrawing } from './drawing';
import { EngineerCard } from './engineer-card';
import { Gathered } from './gathered';
import { type Point, useMap } from './made';
import { MapTools } from './map-tools';

export type { Point };

/** onPick: where a free spot was pressed. */
export function MapPanel({ onPick }: { onPick: (at: Point) => void }) {
  const box = useRef<HTMLDivElement>(null);
  useDrawing(useMap(box, onPick));
  return (
    <div class="map-panel">
      <div class="city" ref={box} />
      <MapTools />
      <Gathered />
      <EngineerCard />
    </div>
  );
}
