// The browser offers once that the app can be installed, long before anybody opens the screen with the button.
import { signal } from '@preact/signals';

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}
export const install = signal<InstallEvent | null>(null);
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  install.value = event as InstallEvent;
});
