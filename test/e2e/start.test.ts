// `npm start` on a machine that can show no window: it says so in a sentence and prints the address.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, makeHome, serving } from './command-line';

let home: Home;
beforeEach(async () => {
  home = await makeHome({ DISPLAY: '', WAYLAND_DISPLAY: '' });
});
afterEach(() => home.remove());

/** Any Node on PATH that is older than the one the app is built for. */
const oldNode = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'node'))
  .find((node) => Number.parseInt(spawnSync(node, ['-p', 'process.versions.node']).stdout?.toString() ?? '', 10) < 22);
if (!oldNode) console.log('Not tested: npm start on an old Node. There is none on PATH.');

// Only Linux can be without a display; elsewhere the same start brings up the tray app.
describe.skipIf(process.platform !== 'linux')('npm start without a display', () => {
  it.each([['the Node the tests run on', process.execPath], ...(oldNode ? [['an older Node', oldNode]] : [])])(
    'serves the page on %s, and ends with Ctrl+C',
    async (_name, node = '') => {
      // A process group of its own, as a terminal gives: Ctrl+C reaches all of it.
      const child = spawn(node, ['scripts/start.mjs'], { env: home.env, detached: true });
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      const { link } = await serving(child);
      expect(said).toContain('There is no display here, so MCP Tray runs without a tray. Ctrl+C ends it.');
      const { origin } = new URL(link);
      expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
      const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
      process.kill(-(child.pid ?? 0), 'SIGINT');
      expect(await ended).toBe(0);
      await expect(fetch(origin)).rejects.toThrow();
      expect(said).not.toMatch(/^\s+at /mu);
    },
  );
});
