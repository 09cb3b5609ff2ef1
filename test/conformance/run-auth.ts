// The sign-in scenarios of the official suite, for both revisions, against our sign-ins: one line per scenario and a
// summary; exits with 1 if one fails. Arguments choose scenarios by name.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const REVISIONS = ['2025-11-25', '2026-07-28'];
const TIMEOUT_MS = 60_000;
/** Not required by any revision, and offered by the app. */
const EXTENSIONS = ['auth/client-credentials-basic'];
/** Written for a revision that no longer requires them; servers of that time still run. */
const OLDER = [{ scenario: 'auth/2025-03-26-oauth-metadata-backcompat', revision: '2025-03-26' }];
const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js');

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

async function scenariosOf(revision: string): Promise<string[]> {
  const { output } = await runSuite(['list', '--client', '--requirements', revision]);
  const required = output.split('Client scenarios')[1]?.split('\n\n')[0] ?? '';
  const names = [...required.matchAll(/^ {2}- (auth\/\S+)$/gmu)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) throw new Error(`the suite lists no sign-in scenarios for ${revision}:\n${output}`);
  return names;
}

async function bundleClient(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('auth-client.ts', import.meta.url)),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'client.mjs' } },
    },
    ssr: { noExternal: true },
  });
  return path.join(folder, 'client.mjs');
}

/** True if every check passed; INFO is what the suite notes without judging. */
async function passes(command: string, scenario: string, revision: string, folder: string): Promise<boolean> {
  const common = ['--scenario', scenario, '--timeout', String(TIMEOUT_MS), '-o', folder];
  const version = EXTENSIONS.includes(scenario) ? [] : ['--spec-version', revision];
  const { code, output } = await runSuite(['client', '--command', command, ...common, ...version]);
  const checks = /Passed: \d+\/\d+, \d+ failed, \d+ warnings/u.exec(output)?.[0] ?? 'no result';
  const isFine = code === 0 && / 0 failed, 0 warnings$/u.test(checks);
  console.log(`${isFine ? 'pass' : 'FAIL'} ${revision} ${scenario}: ${checks}`);
  if (!isFine) console.log(output);
  return isFine;
}

async function main(chosen: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-conformance-'));
  const command = `${process.execPath} ${await bundleClient(folder)}`;
  const runs = [...EXTENSIONS.map((scenario) => ({ scenario, revision: 'extension' })), ...OLDER];
  for (const revision of REVISIONS)
    for (const scenario of await scenariosOf(revision)) runs.push({ scenario, revision });
  const wanted = runs.filter(({ scenario }) => chosen.length === 0 || chosen.includes(scenario));
  let passed = 0;
  for (const { scenario, revision } of wanted) if (await passes(command, scenario, revision, folder)) passed += 1;
  await rm(folder, { recursive: true });
  console.log(`conformance, client with authorization: ${passed} of ${wanted.length} scenarios pass`);
  process.exitCode = passed === wanted.length ? 0 : 1;
}

await main(process.argv.slice(2));
