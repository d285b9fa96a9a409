// The timeline of the dispatcher's desk: engineers as rows, what nobody has beside them, and the order that is open.
import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { clockTime } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { connected } from '../../app/session';
import { DetailPanel } from '../orders/detail';
import { heard } from '../orders/state';
import { Chart } from './chart';
import { press } from './pointer';
import { Question } from './question';
import { placed } from './shown';
import { failed, hear, load, read } from './state';
import { Tools } from './tools';
import { Tray } from './tray';
import { Verdict } from './verdict';
import { count, first, zone } from './view';

const EVERY = 60_000; // ms: shifts, absences and people change without a word of any order

export function Timeline() {
  useSignalEffect(() => {
    void [first.value, count.value];
    void load();
  });
  useSignalEffect(() => {
    if (heard.value) hear(heard.value);
    else void load();
  });
  useEffect(() => {
    const again = setInterval(() => void load(), EVERY);
    return () => clearInterval(again);
  }, []);
  return (
    <main class={`timeline ${chosen.value ? 'open' : ''}`} onPointerDown={press}>
      <h1 class="hidden">{t('console.timeline')}</h1>
      <Tools />
      <Tray />
      <div class="tl-main">
        <State />
        <Chart />
      </div>
      {chosen.value && <Open />}
      <Verdict />
      <Question />
    </main>
  );
}

/** What is not as it should be, and what to do. */
function State() {
  const known = read.value;
  if (failed.value || !connected.value)
    return (
      <div class="note warn tl-state" role="status" data-state="failed">
        <p>{known ? t('timeline.stale', { at: clockTime(known.now, zone.value) }) : t('timeline.failed')}</p>
        <button type="button" onClick={() => void load()}>
          {t('timeline.again')}
        </button>
      </div>
    );
  if (!known)
    return (
      <p class="soft tl-state" role="status">
        {t('timeline.loading')}
      </p>
    );
  if (placed.value.length) return null;
  const none = known.days.length === 0;
  return (
    <div class="soft tl-state" data-state="empty">
      <p>{t(none ? 'timeline.nobody' : 'timeline.no_match')}</p>
      {!none && (
        <button type="button" onClick={() => go({ station: null, skill: null, risk: null })}>
          {t('timeline.all')}
        </button>
      )}
    </div>
  );
}

function Open() {
  return (
    <div class="tl-order">
      <DetailPanel />
    </div>
  );
}
