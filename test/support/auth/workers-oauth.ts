// Cloudflare's OAuth provider with an agents MCP server, as deployed in June 2025 and as of today, signing in upstream.
import { startLoopback } from './loopback';
import { type AuthPeer, createRecorder } from './recorder';
import { relay } from './relay';
import { startUpstream } from './upstream';
import { startWorker, type WorkerName } from './workerd';

export interface WorkersOAuthOptions {
  readonly version: WorkerName;
  /** Seconds an access token lives; the current library refuses less than 60. Default 3600. */
  readonly accessTokenSeconds?: number;
}

export interface WorkersOAuthPeer extends AuthPeer {
  /** The same server over HTTP with server-sent events. `mcpUrl` is Streamable HTTP. */
  readonly sseUrl: string;
}

/** @throws Error where the servers are not installed; ask `whyNoWorkers` first. */
export async function startWorkersOAuth(options: WorkersOAuthOptions): Promise<WorkersOAuthPeer> {
  const recorder = createRecorder();
  const front = await startLoopback();
  const upstream = await startUpstream();
  const stops = [front.stop, upstream.stop];
  const stop = async () => {
    await Promise.all(stops.map((one) => one()));
  };
  let port = 0;
  try {
    const worker = await startWorker(options.version, {
      UPSTREAM: upstream.origin,
      ACCESS_TOKEN_SECONDS: String(options.accessTokenSeconds ?? 3600),
    });
    stops.push(worker.stop);
    port = worker.port;
    relay(front, worker, { token: '/token', registration: '/register' }, recorder);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    mcpUrl: `${front.origin}/mcp`,
    sseUrl: `${front.origin}/sse`,
    issuer: front.origin,
    stats: recorder.stats,
    secrets: recorder.secrets,
    expireAccessTokens: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/test/expire`);
      if (!answer.ok) throw new Error(`the worker did not expire its tokens: ${answer.status}`);
    },
    stop,
  };
}
