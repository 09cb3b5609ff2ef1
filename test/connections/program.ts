// Bundles a program of this folder, so that a test can run, kill and watch it as a process of its own.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface Program {
  readonly file: string;
  /** A folder that goes with the program. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** @param entry URL of its source file */
export async function bundle(entry: URL): Promise<Program> {
  // Below node_modules, so that the bundle finds the packages it leaves out.
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'program-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: fileURLToPath(entry), outDir: folder, rollupOptions: { output: { entryFileNames: 'program.mjs' } } },
  });
  return { file: path.join(folder, 'program.mjs'), folder, remove: () => rm(folder, { recursive: true }) };
}
