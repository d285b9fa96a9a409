// A screen that comes when it is opened: its file lies on the phone with the rest of the app, and not before the first screen.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Screen, setScreen] = useState(() => known);
    useEffect(() => {
      if (!Screen)
        void load().then((found) => {
          known = found;
          setScreen(() => found);
        });
    }, []);
    return Screen ? <Screen {...props} /> : <main aria-busy="true" />;
  };
}
