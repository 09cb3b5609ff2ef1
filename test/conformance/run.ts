// `npm run conformance`: every client scenario of the official suite that a revision requires, with and without
// authorization, and what else the app offers, against our connections and sign-ins. One line per scenario and a
// summary; exits with 1 if one fails. Arguments choose scenarios by name.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const REVISIONS = ['2025-11-25', '2026-07-28'] as const;
const TIMEOUT_MS = 60_000;
/** Each is a suite and a client, both mostly waiting for the other to start. */
const LANES = Math.min(4, os.availableParallelism());
/** Required by no revision, or by none any more, and offered by the app. `revision` is absent where none may be named. */
const OFFERED: readonly Run[] = [
  { scenario: 'auth/client-credentials-basic' },
  { scenario: 'auth/2025-03-26-oauth-metadata-backcompat', revision: '2025-03-26' },
];
const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

interface Run {
  readonly scenario: string;
  readonly revision?: string;
}
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

/** The client scenarios a revision requires, and those the suite added since its release. */
async function scenariosOf(revision: string): Promise<{ required: string[]; added: string[] }> {
  const { output } = await runSuite(['list', '--client', '--requirements', revision]);
  const names = (text: string | undefined, line: RegExp) =>
    [...(text ?? '').matchAll(line)].flatMap(([, name]) => name ?? []);
  const required = names(output.split('Client scenarios')[1]?.split('\n\n')[0], /^ {2}- (\S+)$/gmu);
  const added = names(output.split('added-after-release')[1]?.split(/\n {2}\w/u)[0], /^ {4}- (\S+) \[client\]$/gmu);
  if (required.length === 0) throw new Error(`the suite lists no client scenarios for ${revision}:\n${output}`);
  return { required, added };
}

async function bundleClient(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('client.ts', import.meta.url)),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'client.mjs' } },
    },
  });
  return path.join(folder, 'client.mjs');
}

/** True if every check passed; INFO is what the suite notes without judging. */
async function passes(command: string, { scenario, revision }: Run, folder: string): Promise<boolean> {
  const common = ['--scenario', scenario, '--timeout', String(TIMEOUT_MS), '-o', folder];
  const version = revision === undefined ? [] : ['--spec-version', revision];
  const { code, output } = await runSuite(['client', '--command', command, ...common, ...version]);
  const checks = /Passed: \d+\/\d+, \d+ failed, \d+ warnings/u.exec(output)?.[0] ?? 'no result';
  const isFine = code === 0 && / 0 failed, 0 warnings$/u.test(checks);
  console.log(`${isFine ? 'pass' : 'FAIL'} ${revision ?? 'extension'} ${scenario}: ${checks}`);
  if (!isFine) console.log(output);
  return isFine;
}

/** Runs them all, several at a time, and gives those that passed. */
async function passedOf(runs: readonly Run[], command: string, folder: string): Promise<Set<Run>> {
  const left = [...runs];
  const passed = new Set<Run>();
  const lane = async () => {
    for (let run = left.shift(); run !== undefined; run = left.shift())
      if (await passes(command, run, folder)) passed.add(run);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return passed;
}

async function main(chosen: readonly string[]): Promise<void> {
  const groups = new Map<string, Run[]>();
  const others: Run[] = [...OFFERED];
  for (const revision of REVISIONS) {
    const { required, added } = await scenariosOf(revision);
    const runs = (names: readonly string[]) => names.map((scenario) => ({ scenario, revision }));
    groups.set(`required by ${revision}`, runs(required));
    others.push(...runs(added));
  }
  groups.set('offered beyond that', others);
  const wanted = (run: Run) => chosen.length === 0 || chosen.includes(run.scenario);
  const all = [...groups.values()].flat().filter(wanted);

  const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  // Below node_modules, so that the bundle finds the packages it leaves out.
  const folder = await mkdtemp(path.join(cache, 'conformance-'));
  const passed = await passedOf(all, `${process.execPath} ${await bundleClient(folder)}`, folder);
  await rm(folder, { recursive: true });
  for (const [name, runs] of groups) {
    const tried = runs.filter(wanted);
    console.log(
      `conformance, client, ${name}: ${tried.filter((run) => passed.has(run)).length} of ${tried.length} pass`,
    );
  }
  process.exitCode = all.length > 0 && passed.size === all.length ? 0 : 1;
}

await main(process.argv.slice(2));
