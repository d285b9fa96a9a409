// The city: where the orders of the list and the engineers are.
import { useRef } from 'preact/hooks';
import { useDrawing } from './drawing';
import { EngineerCard } from './engineer-card';
import { Gathered } from './gathered';
import { useMap } from './made';
import { MapTools } from './map-tools';

export function MapPanel() {
  const box = useRef<HTMLDivElement>(null);
  useDrawing(useMap(box));
  return (
    <div class="map-panel">
      <div class="city" ref={box} />
      <MapTools />
      <Gathered />
      <EngineerCard />
    </div>
  );
}
