// Where the visit would be, drawn; a new place is put there by a press on the map, and moved by hand or with the arrow keys.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import type { CityMap } from '../../../shared/map';
import { readBase } from '../../data/map';
import { words } from '../map/words';
import { centre } from '../orders/state';

export interface Point {
  lat: number;
  lon: number;
}

interface Props {
  at: Point | undefined;
  /** null: the place is known, and not moved from here. */
  onMove: ((at: Point) => void) | null;
}

const NEAR = 15; // the zoom at which a street is seen

export function PlaceMap({ at, onMove }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [city, setCity] = useState<CityMap | null>(null);
  const move = useRef(onMove);
  move.current = onMove;
  useEffect(() => {
    let [gone, made] = [false, null as CityMap | null];
    void Promise.all([import('../../../shared/map'), readBase()]).then(([{ CityMap }, base]) => {
      if (gone || !box.current) return;
      const [lat, lon] = centre.value ?? [20, 0];
      made = new CityMap(box.current, [lon, lat], centre.value ? 11.3 : 1, words(), base);
      made.foldCredits();
      made.map.on('click', ({ lngLat }) => move.current?.({ lat: lngLat.lat, lon: lngLat.lng }));
      setCity(made);
    });
    return () => {
      gone = true;
      made?.map.remove();
    };
  }, [centre.value]);
  useEffect(() => {
    if (!city) return;
    city.point(at, t(onMove ? 'form.pin_move' : 'form.site'), onMove);
    if (at && !city.map.getBounds().contains([at.lon, at.lat])) city.map.jumpTo({ center: [at.lon, at.lat] });
    if (at && city.map.getZoom() < NEAR - 1) city.map.jumpTo({ center: [at.lon, at.lat], zoom: NEAR });
  }, [city, at?.lat, at?.lon, onMove === null]);
  return (
    <figure class="place-map">
      <div class="city" ref={box} role="application" aria-label={t('map.name')} />
      <figcaption class="soft small" data-pin={at ? 'set' : ''}>
        {t(onMove ? (at ? 'form.pin_set' : 'form.pin') : 'form.pin_known')}
      </figcaption>
    </figure>
  );
}
