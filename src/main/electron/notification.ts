// One notification of the system. It is kept as long as it stands: a collected one would never tell of its click.
import { Notification } from 'electron';
import type { Stop } from '../ports';
import type { Shown } from './notices';

export function showNotification({ title, body, onClick }: Shown): Stop {
  // Some Linux desktops have nothing that shows them; the tray icon and its menu say the same.
  if (!Notification.isSupported()) return () => undefined;
  const notification = new Notification({ title, body });
  notification.on('click', onClick);
  notification.show();
  return () => {
    notification.removeAllListeners('click');
    notification.close();
  };
}
