// Above the map: what its shapes mean, all that it shows as a list for whoever does not see it, and selecting by hand.
import { useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { statusWord } from '../../../shared/status-words';
import { relative } from '../../../shared/time';
import { lines } from '../orders/state';
import { selecting } from './lasso';
import { engineerPins, gathered, orderPins } from './on-map';
import { open } from './open';
import { ENGINEER_KINDS, ORDER_KINDS, type PinKind } from './pins';
import { seen } from './seen';
import { SHAPES } from './shapes';

const MOST = 200; // rows of each kind: further ones are found by the list's own filters

export function MapTools() {
  return (
    <div class="map-tools">
      <Folded name="legend" words={t('map.legend')}>
        <Legend />
      </Folded>
      <Folded name="list" words={t('map.list')}>
        <Orders />
        <Engineers />
      </Folded>
      <button
        type="button"
        aria-pressed={selecting.value}
        title={t('map.select_hint')}
        data-select
        onClick={() => {
          selecting.value = !selecting.value;
        }}
      >
        {t('map.select')}
      </button>
    </div>
  );
}

/** What is folded is not drawn. */
function Folded({ name, words, children }: { name: string; words: string; children: preact.ComponentChildren }) {
  const [unfolded, setUnfolded] = useState(false);
  return (
    <details class={`map-${name}`} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>{words}</summary>
      {unfolded && <div>{children}</div>}
    </details>
  );
}

function Legend() {
  return (
    <ul class="plain">
      {[...ORDER_KINDS, ...ENGINEER_KINDS].map((kind) => (
        <li key={kind}>
          <Shape kind={kind} /> {t(`map.kind.${kind}`)}
        </li>
      ))}
      <li class="soft">{t('map.kind.stale')}</li>
    </ul>
  );
}

function Shape({ kind }: { kind: PinKind }) {
  const { path, hole } = SHAPES[kind];
  return (
    <svg class={`shape ${kind}`} viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
      <path d={path} />
      {hole && <path class="hole" d={hole} />}
    </svg>
  );
}

function Orders() {
  const rows = orderPins.value.map(({ id }) => lines.value.get(id)).filter((line) => line !== undefined);
  return (
    <>
      <h3>{t('map.orders', { n: rows.length })}</h3>
      <button
        type="button"
        data-select-all
        onClick={() => {
          gathered.value = rows.map(({ id }) => id);
        }}
      >
        {t('map.select_all')}
      </button>
      <ul class="plain">
        {rows.slice(0, MOST).map((line) => (
          <li key={line.id}>
            <button type="button" class="plain" data-pin={line.id} onClick={() => open(line.id, false)}>
              {line.account} <span class="soft">{statusWord(line.status, line.kind)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Engineers() {
  const known = new Map(seen.value.map((row) => [row.engineer_id, row]));
  const rows = engineerPins.value.map(({ id }) => known.get(id)).filter((row) => row !== undefined);
  return (
    <>
      <h3>{t('map.engineers', { n: rows.length })}</h3>
      <ul class="plain">
        {rows.slice(0, MOST).map((row) => (
          <li key={row.engineer_id}>
            <button type="button" class="plain" data-pin={row.engineer_id} onClick={() => open(row.engineer_id, true)}>
              {row.name}{' '}
              <span class="soft">
                {row.duty && row.duty !== 'on' ? `${td('duty', row.duty)} · ` : ''}
                {relative(row.device_time)} · ±{Math.round(row.accuracy_m)} m
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
