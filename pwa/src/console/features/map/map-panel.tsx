// The city: where the open orders and the engineers are.
import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { BEFORE_VISIT, BENCH, FINISHED, type Status } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import type { CityMap, Pin, Words } from '../../../shared/map';
import { statusWord } from '../../../shared/status-words';
import { relative, tick } from '../../../shared/time';
import { chosen, go, place } from '../../app/router';
import { lateMinutes } from '../orders/line';
import { centre, lines } from '../orders/state';
import { looked } from '../rescue/state';
import { look, seen } from './seen';
import { picked, trail } from './trail';
import { TrailPanel } from './trail-panel';

const STALE = 5 * 60_000;

export function MapPanel() {
  const box = useRef<HTMLDivElement>(null);
  const city = useRef<CityMap | null>(null);

  useEffect(() => {
    let gone = false;
    void import('../../../shared/map').then(({ CityMap }) => {
      if (gone || !box.current) return;
      const [lat, lon] = centre.value ?? [20, 0];
      const made = new CityMap(box.current, [lon, lat], centre.value ? 11.3 : 1, words());
      city.current = made;
      made.foldCredits();
      for (const change of ['moveend', 'resize'] as const) made.map.on(change, () => lookAt(made));
      lookAt(made);
      draw(made);
    });
    return () => {
      gone = true;
      look(null);
      city.current?.map.remove();
    };
  }, [centre.value]);

  useEffect(() => {
    if (city.current) draw(city.current);
  }, [lines.value, seen.value, chosen.value, tick.value, looked.value, trail.value]);

  useEffect(() => {
    const line = chosen.value ? lines.value.get(chosen.value) : null;
    if (picked.value !== line?.engineer_id) picked.value = null;
    if (line && city.current && place.value.pathname === '/console')
      city.current.map.easeTo({ center: [line.lon, line.lat], duration: 140 });
  }, [chosen.value]);

  return (
    <div class="map-panel">
      <div class="city" ref={box} role="application" aria-label={t('map.name')} />
      <TrailPanel />
    </div>
  );
}

/** On a narrow screen the panel is there, and not shown. */
function lookAt({ map }: CityMap): void {
  const bounds = map.getBounds();
  const view = { south: bounds.getSouth(), west: bounds.getWest(), north: bounds.getNorth(), east: bounds.getEast() };
  look(map.getContainer().clientWidth ? view : null);
}

export function words(): Words {
  return { zoomIn: t('map.zoom_in'), zoomOut: t('map.zoom_out'), credits: t('map.credits'), name: t('map.name') };
}

function draw(city: CityMap): void {
  const sites: Pin[] = [...lines.value.values()]
    .filter((line) => !FINISHED.has(line.status) && !BENCH.has(line.kind)) // nobody goes to what lies at the station
    .map((line) => {
      const kind = lateMinutes(line) ? 'late' : BEFORE_VISIT.has(line.status) ? 'waiting' : 'site';
      const label = `${line.account} · ${statusWord(line.status, line.kind)}`;
      return { id: line.id, lat: line.lat, lon: line.lon, kind: `${kind} ${line.id === chosen.value ? 'chosen' : ''}`, label };
    });
  const engineers: Pin[] = seen.value.map((row) => {
    const kind =
      row.status === 'en_route'
        ? 'moving'
        : row.order_id && row.status && !BEFORE_VISIT.has(row.status as Status)
          ? 'busy'
          : 'idle';
    const said = row.duty && row.duty !== 'on' ? ` · ${td('duty', row.duty)}` : '';
    const label = `${row.name}${said} · ${relative(row.device_time)} · ±${Math.round(row.accuracy_m)} m`;
    return {
      id: `e${row.engineer_id}`,
      lat: row.lat,
      lon: row.lon,
      kind,
      label,
      stale: tick.value - Date.parse(row.device_time) > STALE,
    };
  });
  city.show([...sites, ...engineers], (id) => {
    const engineer = seen.value.find((row) => `e${row.engineer_id}` === id);
    picked.value = engineer?.engineer_id ?? null;
    const order = engineer ? engineer.order_id : id;
    if (order) go({ order }, '/console');
  });
  city.ways(
    'trail',
    trail.value?.way.pieces.map((piece) => piece.map(({ lon, lat }): [number, number] => [lon, lat])) ?? [],
    false,
  );
  city.ways('plan', looked.value ? waysOf(looked.value) : []);
  const line = chosen.value ? lines.value.get(chosen.value) : null;
  const goes = line && !FINISHED.has(line.status) && !BENCH.has(line.kind);
  const at = line && seen.value.find((row) => row.engineer_id === line.engineer_id);
  city.ways(
    'way',
    at && line && goes
      ? [
          [
            [at.lon, at.lat],
            [line.lon, line.lat],
          ],
        ]
      : [],
  );
}

/** Where each engineer of a plan would go, one visit after the other. */
function waysOf(plan: Schemas['RescuePlan']): [number, number][][] {
  return plan.strips.map((strip) => {
    const at = seen.value.find((row) => row.engineer_id === strip.engineer_id);
    const stops = strip.stops.map((stop) => lines.value.get(stop.order_id)).filter((line) => line !== undefined);
    return [...(at ? [at] : []), ...stops].map(({ lon, lat }): [number, number] => [lon, lat]);
  });
}
