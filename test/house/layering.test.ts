// The directions between rooms, as CONTRIBUTING.md states them.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const files = globSync('src/**/*.{ts,tsx}');

/** Where a file lives: `shared`, `preload`, `renderer`, a room of main, or `main` for what stands beside the rooms. */
function roomOf(file: string): string {
  const [, area = '', next = '', ...rest] = file.split('/');
  if (area !== 'main') return area;
  if (rest.length > 0) return next;
  return next === 'cli.ts' ? 'cli' : /^ports(-\w+)?\.ts$/u.test(next) ? 'ports' : 'main';
}

function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  const named = [...module.staticImports, ...module.dynamicImports].map((i) => i.moduleRequest);
  const again = module.staticExports.flatMap((e) => e.entries.map((x) => x.moduleRequest).filter((x) => x !== null));
  const text = readFileSync(file, 'utf8');
  return [...named, ...again].map((r) => text.slice(r.start, r.end).replace(/^['"`]|['"`]$/gu, ''));
}

/** The file a relative import names, or undefined for a package. */
function resolved(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = path.join(path.dirname(from), specifier.replace(/\?.*$/u, ''));
  return ['', '.ts', '.tsx', '/index.ts'].map((end) => base + end).find((f) => existsSync(f) && path.extname(f) !== '');
}

/** The command line finds the running instance, and is the bridge to it. */
const CLI_USES = new Set(['web', 'bridge']);

function allowed(from: string, to: string, file: string): boolean {
  if (from === to || to === 'shared') return true;
  switch (from) {
    case 'shared':
    case 'preload':
    case 'renderer':
      return false;
    case 'ports':
      return false;
    case 'protocol':
      return to === 'ports';
    case 'main':
      return true; // app.ts and index.ts wire; held to their own rules below
    case 'cli':
    case 'electron':
    case 'web':
      return to === 'ports' || to === 'files' || (from === 'cli' && (CLI_USES.has(to) || file === 'src/main/cli.ts'));
    default:
      return to === 'ports' || to === 'files' || to === 'protocol';
  }
}

describe('layering', () => {
  it('finds the source', () => expect(files.length).toBeGreaterThan(20));

  it.each(files)('%s imports only what its room may', (file) => {
    const wrong = importsOf(file)
      .map((specifier) => resolved(file, specifier))
      .filter((target) => target !== undefined)
      .filter((target) => !allowed(roomOf(file), roomOf(target), file));
    expect(wrong).toEqual([]);
  });

  it('keeps electron in its room', () => {
    const users = files.filter((f) => importsOf(f).some((s) => s === 'electron' || s.startsWith('electron/')));
    const outside = users.filter((f) => !/^src\/(main\/electron\/|main\/index\.ts|preload\/)/u.test(f));
    expect(outside).toEqual([]);
  });

  it('lets only entries and app.ts wire rooms together', () => {
    const wiring = ['src/main/app.ts', 'src/main/index.ts', 'src/main/cli.ts'];
    const rooms = (f: string) =>
      new Set(
        importsOf(f)
          .map((s) => resolved(f, s))
          .filter((t) => t !== undefined)
          .map(roomOf)
          .filter((r) => !['main', 'ports', 'shared', 'files', 'protocol'].includes(r)),
      );
    const others = files.filter((f) => roomOf(f) === 'main' && !wiring.includes(f) && rooms(f).size > 0);
    expect(others).toEqual([]);
  });
});
