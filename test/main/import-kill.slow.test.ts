// SIGKILL at any moment of an import and of its undo: every file is whole, and the next run gives each back as it was.
import { mkdtempSync, readdirSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { spawnTs } from '../support/run-ts';
import { FILES, layOut, standing } from './import-scene';
import { runAppIn } from './running-app';

// CI asks for 200; a smaller number keeps a run on the desk short.
const KILLS = Math.ceil(Number(process.env.MCP_TRAY_TEST_KILLS ?? 40) / 4);
const child = path.resolve(import.meta.dirname, 'import-kill-child.ts');

it(`${KILLS} kills of an import leave nothing that cannot be taken back`, { timeout: 900_000 }, async () => {
  let undone = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-import-kill-'));
    layOut(home);
    await killOne(home, ((kill * 367) % 1201) + 40);
    agePast(home);
    const running = await runAppIn(home, { connects: false });
    if (running.app.snapshot().importedAt !== undefined) {
      undone++;
      const { clients } = await running.handlers['import:undo'](undefined);
      expect(clients.filter((row) => 'problem' in row)).toEqual([]);
    }
    expect(standing(home)).toEqual(FILES);
    expect(running.app.config.list().servers).toEqual([]);
    await running.stop();
  }
  console.log(`${KILLS} kills: ${undone} with an import to take back`);
});

async function killOne(home: string, afterMs: number): Promise<void> {
  // A room of the core writes its constructors in a way that Node has to be told to read.
  const env = { ...process.env, NODE_OPTIONS: '--experimental-transform-types' };
  const running = spawnTs(child, [home], { env });
  const gone = new Promise<string | null>((resolve) => running.once('close', (_code, signal) => resolve(signal)));
  let said = '';
  running.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  await Promise.race([new Promise((resolve) => running.stdout?.once('data', resolve)), gone]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  running.kill('SIGKILL');
  expect([await gone, said]).toEqual(['SIGKILL', '']);
}

/** Ten seconds later, as far as anyone who waits for a lock can tell. */
function agePast(home: string): void {
  const old = new Date(Date.now() - 11_000);
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (entry.name.endsWith('.lock')) utimesSync(path.join(entry.parentPath, entry.name), old, old);
  }
}
