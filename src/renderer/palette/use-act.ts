// What choosing a row of the palette does.
import { assertNever } from '../../shared/errors';
import { request } from '../api';
import type { Route } from '../route';
import { actOnServer } from '../servers/server-action';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import type { CommandAct } from './commands';

export function useAct(go: (route: Route) => void): (act: CommandAct) => void {
  const { t } = useWords();
  const { run } = useAction();
  const toast = useToast();
  return (act) => {
    switch (act.kind) {
      case 'go':
        return go(act.route);
      case 'server':
        if (act.action === 'sign-in') go({ view: 'servers', server: act.server, tab: 'overview' });
        return run(() => actOnServer(act.action, act.server));
      case 'turn-off':
        return run(() => request('server:setDisabled', { name: act.server, disabled: true }));
      case 'sign-out':
        return run(async () => {
          const { revoked } = await request('server:signOut', { name: act.server });
          toast({ title: t(revoked ? 'tray.signedOut.revoked' : 'tray.signedOut.here', { name: act.server }) });
        });
      case 'copy':
        return run(async () => {
          await navigator.clipboard.writeText(act.text);
          toast({ title: t('window.find.command.copied') });
        });
      case 'set':
        return run(() => request('settings:set', { patch: act.patch }));
      default:
        return assertNever(act);
    }
  };
}
