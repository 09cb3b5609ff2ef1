import type { Transport } from './model';

/** The names other programs give the same transports. */
export const TRANSPORT_NAMES: Readonly<Record<string, Transport>> = {
  http: 'http',
  'streamable-http': 'http',
  streamableHttp: 'http',
  streamable_http: 'http',
  sse: 'sse',
  stdio: 'stdio',
};
