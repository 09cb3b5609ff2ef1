// `npm run demo`: local servers standing for what people meet, in a temporary home. No account, no network, and
// nothing of the person who runs it is read or written. Ends, and cleans up, with Ctrl+C.
import { spawn, spawnSync } from 'node:child_process';
import readline from 'node:readline/promises';
import { at, startDemo } from './demo-home';

/** Offers to sync; the command shows its plan and asks before it writes. */
async function offerSync(env: NodeJS.ProcessEnv): Promise<void> {
  if (spawnSync('claude', ['--version'], { env, shell: process.platform === 'win32' }).status !== 0) {
    console.log('Claude Code is not installed, so the demo does not offer to sync to it.');
    return;
  }
  const command = 'node bin/mcp-tray.mjs sync';
  if (!process.stdin.isTTY) {
    console.log(
      `Claude Code is installed. To sync into the temporary home: HOME=${env.HOME} MCP_TRAY_HOME=${env.MCP_TRAY_HOME} ${command}`,
    );
    return;
  }
  const asking = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(
    'Claude Code is installed. Show what would be synced into the temporary home? [y/N] ',
  );
  asking.close();
  if (!/^y/iu.test(answer.trim())) return;
  spawnSync(process.execPath, [at('bin/mcp-tray.mjs'), 'sync'], { env, cwd: at(), stdio: 'inherit' });
  console.log(`See it there: HOME=${env.HOME} claude mcp list`);
}

const demo = await startDemo();
console.log(`The demo lives in ${demo.home} and goes away with Ctrl+C.`);
const app = spawn(process.execPath, [at('scripts/start.mjs'), ...process.argv.slice(2)], {
  cwd: at(),
  env: demo.env,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const ended = new Promise<number>((resolve) => app.once('exit', (code) => resolve(code ?? 0)));
const onSignal = () => void app.kill('SIGTERM');
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
void offerSync(demo.env);
process.exitCode = await ended;
await demo.stop();
process.exit();
