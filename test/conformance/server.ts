// `npm run conformance:server`: the official server suite on the fixture directly and through the broker, for HTTP,
// legacy SSE and stdio upstreams and through the bridge, in both revisions. Exits with 1 where the broker loses a scenario the direct run has.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrokered } from './brokered';
import { startHttpFixture } from './fixture/serve-http';

const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));
const preload = fileURLToPath(new URL('with-key.mjs', import.meta.url));
const REVISIONS = ['2025-11-25', '2026-07-28'] as const;

interface Result {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
}

function suiteSays(args: readonly string[], key?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...(key !== undefined && { SUITE_KEY: key }) };
    const loaded = key === undefined ? [] : ['--import', preload];
    const child = spawn(process.execPath, [...loaded, suite, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      output += String(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

function run(url: string, revision: string, folder: string, key?: string): Promise<string> {
  return suiteSays(['server', '--url', url, '--requirements', revision, '-o', folder, '--timeout', '60000'], key);
}

/** Only required scenarios count; the suite runs a few more for information. */
function read(output: string, required: readonly string[]): Result {
  const passed = new Set<string>();
  const failed = new Map<string, string>();
  for (const [, mark, name = '', counts = ''] of output.matchAll(/^(✓|✗|○|~) (\S+): (.*)$/gmu)) {
    if (!required.includes(name)) continue;
    if (mark === '✓') passed.add(name);
    else failed.set(name, counts);
  }
  return { passed, failed };
}

async function requiredBy(revision: string): Promise<string[]> {
  const output = await suiteSays(['list', '--server', '--requirements', revision]);
  const listed = output.split('Server scenarios')[1]?.split('\n\n')[0] ?? '';
  return [...listed.matchAll(/^ {2}- (\S+)$/gmu)].map(([, name = '']) => name);
}

async function main(only: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-suite-'));
  let isFine = true;
  for (const revision of REVISIONS) {
    const required = await requiredBy(revision);
    if (required.length === 0) throw new Error(`the suite lists no server scenarios for ${revision}`);
    const fixture = await startHttpFixture();
    const direct = read(await run(fixture.url, revision, folder), required);
    await fixture.stop();
    isFine = report(`${revision} direct`, direct, required) && isFine;
    for (const kind of ['http', 'sse', 'stdio', 'bridge'] as const) {
      // The older transport never learned the newer revision.
      if ((kind === 'sse' && revision === '2026-07-28') || (only.length > 0 && !only.includes(kind))) continue;
      const brokered = await startBrokered(kind);
      const output = await run(brokered.url, revision, folder, brokered.key);
      await brokered.stop();
      const through = read(output, required);
      const isSame = report(`${revision} through the broker, ${kind}`, through, [...direct.passed]);
      if (!isSame && process.env.SUITE_VERBOSE) console.log(output);
      isFine = isSame && isFine;
    }
  }
  await rm(folder, { recursive: true });
  process.exitCode = isFine ? 0 : 1;
}

function report(title: string, { passed, failed }: Result, wanted: readonly string[]): boolean {
  const lost = wanted.filter((name) => !passed.has(name));
  console.log(`${lost.length === 0 ? 'pass' : 'FAIL'} ${title}: ${wanted.length - lost.length} of ${wanted.length}`);
  for (const name of lost) console.log(`     ${name}: ${failed.get(name) ?? 'no result'}`);
  return lost.length === 0;
}

await main(process.argv.slice(2));
