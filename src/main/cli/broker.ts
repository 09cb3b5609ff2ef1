// `mcp-tray broker`: where clients find the broker, or what keeps it from listening; and another port for it.

import type { Handlers } from '../../shared/contract';
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { BrokerStatus } from '../../shared/model';
import { type Context, EXIT, type ExitCode, type Terminal } from './context';
import { tellProblem } from './failures';

export interface BrokerCommandOptions {
  readonly port?: number;
  readonly json?: boolean;
}

export async function broker(context: Context, { port, json }: BrokerCommandOptions): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const look = async (handlers: Handlers) => (await handlers['app:snapshot'](undefined)).broker;
  const move = async (handlers: Handlers, to: number) => {
    await handlers['broker:setPort']({ port: to });
    return look(handlers);
  };
  const status = await (port === undefined ? look(session.handlers) : session.write((h) => move(h, port)));
  if (json) terminal.out(JSON.stringify(status, null, 2));
  else if (status.kind === 'running') terminal.out(t('cli.broker.running', { address: status.address }));
  tellBroker(status, terminal, t);
  if (port !== undefined && !json) terminal.out(t('cli.broker.moved', { port }));
  return status.kind === 'running' || port !== undefined ? EXIT.fine : EXIT.failed;
}

/** Tells on standard error why nobody listens, with the command that helps. */
export function tellBroker(status: BrokerStatus, terminal: Terminal, t: Translate): void {
  switch (status.kind) {
    case 'running':
      return;
    case 'off':
      terminal.err(t('cli.broker.off', { port: status.port }));
      return;
    case 'failed': {
      const { problem, offer } = status;
      const command = `mcp-tray broker --port ${offer ?? 'N'}`;
      tellProblem({ ...problem, action: t('cli.next', { action: problem.action, command }) }, terminal);
      return;
    }
    default:
      assertNever(status);
  }
}
