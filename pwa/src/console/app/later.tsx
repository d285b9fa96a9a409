// A page that comes when it is opened: the first screen does not wait for it.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n';

export function later(load: () => Promise<ComponentType>): ComponentType {
  let known: ComponentType | undefined;
  return function Later() {
    const [Page, setPage] = useState(() => known);
    const [gone, setGone] = useState(false);
    useEffect(() => {
      if (known) return;
      load().then(
        (found) => {
          known = found;
          setPage(() => found);
        },
        () => setGone(true),
      );
    }, []);
    if (Page) return <Page />;
    return (
      <main aria-busy={!gone}>
        {gone && (
          <p role="alert" class="blank">
            {t('net.failed')}
          </p>
        )}
      </main>
    );
  };
}
