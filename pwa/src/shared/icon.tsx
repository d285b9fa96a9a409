// Lucide icons, inlined at build time: only those that are used.
import bell from 'lucide-static/icons/bell-ring.svg?raw';
import box from 'lucide-static/icons/box.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevron from 'lucide-static/icons/chevron-left.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import late from 'lucide-static/icons/clock-alert.svg?raw';
import cloud from 'lucide-static/icons/cloud-check.svg?raw';
import cloudOff from 'lucide-static/icons/cloud-off.svg?raw';
import backspace from 'lucide-static/icons/delete.svg?raw';
import door from 'lucide-static/icons/door-closed.svg?raw';
import dots from 'lucide-static/icons/ellipsis.svg?raw';
import file from 'lucide-static/icons/file-check.svg?raw';
import gauge from 'lucide-static/icons/gauge.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import help from 'lucide-static/icons/life-buoy.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import pin from 'lucide-static/icons/map-pin.svg?raw';
import message from 'lucide-static/icons/message-square.svg?raw';
import navigation from 'lucide-static/icons/navigation.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import phoneBack from 'lucide-static/icons/phone-call.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import scan from 'lucide-static/icons/scan-line.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import phoneSaved from 'lucide-static/icons/smartphone.svg?raw';
import note from 'lucide-static/icons/sticky-note.svg?raw';
import alert from 'lucide-static/icons/triangle-alert.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import personX from 'lucide-static/icons/user-x.svg?raw';
import sound from 'lucide-static/icons/volume-2.svg?raw';
import soundOff from 'lucide-static/icons/volume-x.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const icons = {
  gauge,
  sound,
  soundOff,
  play,
  personX,
  wrench,
  door,
  help,
  image,
  late,
  lock,
  note,
  pause,
  phoneBack,
  pin,
  undo,
  backspace,
  bell,
  box,
  camera,
  check,
  chevron,
  clock,
  cloud,
  cloudOff,
  dots,
  file,
  link,
  message,
  navigation,
  pencil,
  phone,
  plus,
  scan,
  search,
  settings,
  phoneSaved,
  alert,
  x,
};
export type IconName = keyof typeof icons;

export function Icon({ name }: { name: IconName }) {
  return <span class="icon" aria-hidden="true" dangerouslySetInnerHTML={{ __html: icons[name] }} />;
}
