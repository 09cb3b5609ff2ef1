// Brings what the tests use beyond npm packages: a browser, a keychain, Claude Code, Qwen Code, Gemini CLI, sign-in servers.
// As root on Debian it installs them; elsewhere it names what is missing and the command that installs it. Tests whose
// peer is missing say so and are skipped; `npm run clients` brings the other clients.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAMS = [
  { program: 'chromium', package: 'chromium', for: 'the browser tests' },
  { program: 'gnome-keyring-daemon', package: 'gnome-keyring', for: 'the keychain tests' },
  { program: 'dbus-run-session', package: 'dbus', for: 'the keychain tests' },
  { program: 'gdbus', package: 'libglib2.0-bin', for: 'the tests of a desktop without a tray' },
];

const run = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0;
const found = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function installPrograms() {
  const missing = PROGRAMS.filter(({ program }) => !found(program));
  if (missing.length === 0) return true;
  const packages = [...new Set(missing.map((m) => m.package))];
  const isDebianRoot = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (isDebianRoot) {
    process.env.DEBIAN_FRONTEND = 'noninteractive';
    return (
      run('apt-get', ['update', '-qq']) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
    );
  }
  for (const m of missing) console.log(`${m.program} is missing: ${m.for} will be skipped.`);
  console.log(`On Debian: sudo apt-get install ${packages.join(' ')}`);
  return true;
}

const fine =
  installPrograms() &&
  run(process.execPath, ['scripts/install-claude.mjs']) &&
  run(process.execPath, ['scripts/install-qwen.mjs']) &&
  run(process.execPath, ['scripts/install-gemini.mjs']) &&
  run(process.execPath, ['scripts/install-auth-servers.mjs']);
process.exitCode = fine ? 0 : 1;
