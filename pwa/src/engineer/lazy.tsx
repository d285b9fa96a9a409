// A screen that comes when it is opened, or soon after the first one: never before it.
import type { ComponentChild, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../shared/i18n';
import { Top } from './bar';

const loads: (() => Promise<unknown>)[] = [];

/** One after the other: a tap that comes meanwhile finds a gap. */
export async function loadAll(): Promise<void> {
  for (const load of loads) await load().catch(() => undefined); // the screen itself says it, when somebody wants it
}

/** meanwhile: what stands there until it is here; a screen's own place where nothing is said. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: ComponentChild = <main aria-busy="true" />,
): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  const once = async () => {
    known ??= await load();
    return known;
  };
  loads.push(once);
  return function Lazy(props: P) {
    const [Screen, setScreen] = useState(() => known);
    const [gone, setGone] = useState(false);
    useEffect(() => {
      if (!Screen)
        once().then(
          (found) => setScreen(() => found),
          () => setGone(true),
        );
    }, []);
    if (Screen) return <Screen {...props} />;
    return gone ? <Gone /> : meanwhile;
  };
}

function Gone() {
  return (
    <>
      <Top title="Outrider" backTo="/app/" />
      <main class="empty">
        <p role="alert">{t('shell_broken')}</p>
      </main>
    </>
  );
}
