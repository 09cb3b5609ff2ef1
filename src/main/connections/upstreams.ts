// How the broker reaches a server: its entry made ready, its headers and its token added to every request.
import type { LogLine, RemoteServer, Server, StdioServer, Transport } from '../../shared/model';
import type { AsyncStop, Clock, Fetch, Logger, ResolveReferences } from '../ports';
import type { UpstreamAccess } from '../ports-relay';
import { isOwn, TRANSPORT_HEADERS } from './guarded-fetch';
import { defaultLimits, defaultTimings } from './options';
import { createReaper } from './reaper';
import { prepareRemote, type Remote } from './remote';
import { prepareCommand } from './stdio-command';
import { type PipeTools, ssePipe, stdioPipe } from './upstream-pipes';

export interface UpstreamsOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resolve: ResolveReferences;
  /** PATH as the person's login shell sets it. */
  readonly shellPath: () => Promise<string>;
  /** The signed fetch to a server, over `base`. */
  readonly signed: (server: RemoteServer, base: Fetch) => Fetch;
  /** Sends bytes as they are. */
  readonly base: Fetch;
  readonly onLine: (server: string, source: LogLine['source'], text: string) => void;
}

export interface Upstreams {
  /**
   * Starts and sends nothing yet. `transport`: the one that is known to answer, where the entry names another.
   * @throws AppError url-invalid, header-invalid, folder-missing, and whatever resolving a reference throws
   */
  reach(server: Server, transport: Transport | undefined): Promise<UpstreamAccess>;
  stop: AsyncStop;
}

export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { clock, log, platform } = options;
  const reaper = createReaper(platform, log);
  const toolsFor = ({ name }: Server): PipeTools => ({
    clock,
    platform,
    reaper,
    limit: defaultLimits.message,
    grace: defaultTimings.grace,
    connect: defaultTimings.connect,
    endpoint: defaultTimings.endpoint,
    onLine: (source, text) => options.onLine(name, source, text),
  });
  return {
    reach: (server, transport) =>
      server.type === 'stdio'
        ? commandAccess(server, options, toolsFor(server))
        : remoteAccess(server, transport ?? server.type, options, toolsFor(server)),
    stop: () => reaper.stop(),
  };
}

async function commandAccess(server: StdioServer, options: UpstreamsOptions, tools: PipeTools) {
  const command = await prepareCommand(server, options);
  const sharing = server.perClient ? 'session' : 'all';
  return { kind: 'stdio', sharing, open: () => stdioPipe(command, tools) } as const;
}

async function remoteAccess(
  server: RemoteServer,
  transport: Transport,
  options: UpstreamsOptions,
  tools: PipeTools,
): Promise<UpstreamAccess> {
  const remote = await prepareRemote(server, options.resolve);
  if (transport === 'sse') {
    // Over the bare wire: the built-in fetch would cut a stream that is quiet for five minutes.
    const fetch = options.signed(server, options.base);
    return { kind: 'sse', open: () => ssePipe(remote, fetch, tools) };
  }
  const fetch = withHeaders(remote, options.signed(server, options.base));
  const { keyHeader } = remote;
  return { kind: 'http', url: remote.url.href, fetch, ...(keyHeader !== undefined && { keyHeader }) };
}

/** What a client sends cannot replace what the entry says; what the protocol says stays the client's. */
function withHeaders(remote: Remote, fetch: Fetch): Fetch {
  const own = [...remote.headers].filter(([name]) => !TRANSPORT_HEADERS.test(name.toLowerCase()));
  if (own.length === 0) return fetch;
  return (url, init = {}) => {
    if (!isOwn(remote.url, new URL(url))) return fetch(url, init);
    const headers = new Headers(init.headers);
    for (const [name, value] of own) headers.set(name, value);
    return fetch(url, { ...init, headers });
  };
}
