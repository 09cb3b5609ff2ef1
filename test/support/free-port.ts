// A port nobody listens on at this moment, for programs that must be told theirs.
import { mkdir, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A port of its own for the broker of the MCP Tray whose config folder this is, beside one that may run for real. */
export async function ownBrokerPort(configFolder: string): Promise<void> {
  await mkdir(configFolder, { recursive: true });
  await writeFile(path.join(configFolder, 'settings.json'), JSON.stringify({ brokerPort: await freePort() }));
}
