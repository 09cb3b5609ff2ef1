// The reference server @modelcontextprotocol/server-everything in its own process, over HTTP or legacy SSE.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import net, { type AddressInfo } from 'node:net';
import type { Peer } from './listen';

/** Absolute path of its entry file; `node FILE stdio` serves standard input. */
export const everythingFile = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);

export async function startEverything(transport: 'sse' | 'streamableHttp'): Promise<Peer> {
  const port = await freePort();
  const child = spawn(process.execPath, [everythingFile, transport], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`server-everything ended with ${code}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      if (/running on port|listening on port/iu.test(String(chunk))) resolve();
    });
  });
  return {
    url: `http://127.0.0.1:${port}/${transport === 'sse' ? 'sse' : 'mcp'}`,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
