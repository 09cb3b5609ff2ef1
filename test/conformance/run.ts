// `npm run conformance`: every client scenario without authorization of the official suite, for both revisions,
// against our connections. Prints one line per scenario and a summary; exits with 1 if one fails.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const REVISIONS = ['2025-11-25', '2026-07-28'];
const TIMEOUT_MS = 60_000;
const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

function runSuite(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [suite, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      output += String(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code, output }));
  });
}

/** The client scenarios a revision requires, and those the suite added later, without authorization. */
async function scenariosOf(revision: string): Promise<string[]> {
  const { output } = await runSuite(['list', '--client', '--requirements', revision]);
  const required = output.split('Client scenarios')[1]?.split('\n\n')[0] ?? '';
  const added = output.split('added-after-release')[1]?.split(/\n {2}\w/u)[0] ?? '';
  const names = [...required.matchAll(/^ {2}- (\S+)$/gmu), ...added.matchAll(/^ {4}- (\S+) \[client\]$/gmu)];
  const scenarios = names.flatMap(([, name]) => (name === undefined || name.startsWith('auth/') ? [] : [name]));
  if (scenarios.length === 0) throw new Error(`the suite lists no client scenarios for ${revision}:\n${output}`);
  return scenarios;
}

async function bundleClient(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('client.ts', import.meta.url)),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'client.mjs' } },
    },
  });
  return path.join(folder, 'client.mjs');
}

async function main(): Promise<void> {
  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  // Below node_modules, so that the bundle finds the packages it leaves out.
  const folder = await mkdtemp(path.join(cache, 'conformance-'));
  const command = `${process.execPath} ${await bundleClient(folder)}`;
  const failed: string[] = [];
  let total = 0;
  for (const revision of REVISIONS) {
    for (const scenario of await scenariosOf(revision)) {
      const common = ['--scenario', scenario, '--spec-version', revision, '--timeout', String(TIMEOUT_MS)];
      const { code, output } = await runSuite(['client', '--command', command, ...common, '-o', folder]);
      total += 1;
      const checks = /Passed: \d+\/\d+, \d+ failed, \d+ warnings/u.exec(output)?.[0] ?? 'no result';
      const isFine = code === 0 && / 0 failed, 0 warnings$/u.test(checks);
      console.log(`${isFine ? 'pass' : 'FAIL'} ${revision} ${scenario}: ${checks}`);
      if (isFine) continue;
      failed.push(`${revision} ${scenario}`);
      console.log(output);
    }
  }
  await rm(folder, { recursive: true });
  console.log(`conformance, client without authorization: ${total - failed.length} of ${total} scenarios pass`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

await main();
