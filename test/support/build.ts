// Builds the bundles once before the end-to-end stories: they run what is shipped, not what is in src/.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

export function setup(): void {
  const tool = path.resolve('node_modules/electron-vite/bin/electron-vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed\n${stdout}${stderr}`);
}
