// A server and a command that say what reached them, for references of the shared config that a client expands itself.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RemoteServer, StdioServer } from '../../src/shared/model';
import { answer, listen } from '../support/servers/listen';
import { http, stdio } from './support';

export interface Probe {
  /** References in address and header; in command, argument, variable and folder. */
  readonly remote: RemoteServer;
  readonly command: StdioServer;
  /** What they refer to. */
  readonly env: Readonly<Record<string, string>>;
  /** What reached the server, undefined for nothing. */
  asked(): { readonly path: string; readonly header: unknown } | undefined;
  headers(): Readonly<Record<string, unknown>> | undefined;
  /** How the command was started. */
  started(): unknown;
  stop(): Promise<void>;
}

/** What `asked` and `started` say where everything was expanded. */
export const ASKED = { path: '/value', header: 'a value' };
export const started = (folder: string) => ({ argument: 'b value', variable: 'value', folder });

/** @param folder a fresh one */
export async function startProbe(folder: string): Promise<Probe> {
  const server = await listen((_request, response) => answer(response, 404, 'Not found'));
  const script = path.join(folder, 'probe.mjs');
  const said = path.join(folder, 'said.json');
  const inside = path.join(folder, 'inside');
  mkdirSync(inside);
  writeFileSync(
    script,
    `import fs from 'node:fs';
     const said = { argument: process.argv[2], variable: process.env.V, folder: process.cwd() };
     fs.writeFileSync(${JSON.stringify(said)}, JSON.stringify(said));`,
  );
  const asked = () => server.seen.find((request) => request.method === 'POST');
  return {
    remote: http('h', { url: `${server.origin}/\${env:PROBE_A}`, headers: { X: 'a ${env:PROBE_A}' } }),
    command: stdio('s', {
      command: '${env:PROBE_NODE}',
      args: [script, 'b ${env:PROBE_A}'],
      env: { V: '${env:PROBE_A}' },
      cwd: '${env:PROBE_FOLDER}',
    }),
    env: { PROBE_A: 'value', PROBE_NODE: process.execPath, PROBE_FOLDER: inside },
    asked: () => {
      const request = asked();
      return request && { path: request.path, header: request.headers.x };
    },
    headers: () => asked()?.headers,
    started: () => (existsSync(said) ? JSON.parse(readFileSync(said, 'utf8')) : undefined),
    stop: server.stop,
  };
}
