// A command entry made ready to start: references resolved, environment composed, folder checked.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import type { StdioServer } from '../../shared/model';
import type { ResolveReferences } from '../ports';
import { SecretFinder } from './secrets';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string | undefined;
  readonly secrets: readonly string[];
}

interface Surroundings {
  readonly resolve: ResolveReferences;
  readonly shellPath: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Ours, and wrong for any other program: they would turn an Electron-based server into something else. */
const NOT_INHERITED = /^(ELECTRON_|NODE_CHANNEL_|CHROME_DESKTOP$|MCP_TRAY_)/u;

/** @throws AppError folder-missing, and whatever resolving a reference throws */
export async function prepareCommand(server: StdioServer, around: Surroundings): Promise<Command> {
  const finder = new SecretFinder(around.resolve);
  const command = await finder.expand(server.command);
  const args: string[] = [];
  for (const arg of server.args) args.push(await finder.expand(arg));
  const cwd = server.cwd === undefined ? undefined : await finder.expand(server.cwd);
  if (cwd !== undefined) await checkFolder(cwd);
  const env = inherited(around.env);
  env.PATH = await around.shellPath();
  for (const [name, value] of Object.entries(server.env)) env[name] = await finder.expand(value, name);
  return { command, args, cwd, env, secrets: finder.secrets };
}

function inherited(env: Surroundings['env']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // On Windows the variable is called Path; two spellings of one name would make the choice random.
    if (value !== undefined && !NOT_INHERITED.test(name) && name.toUpperCase() !== 'PATH') kept[name] = value;
  }
  return kept;
}

async function checkFolder(cwd: string): Promise<void> {
  try {
    if (path.isAbsolute(cwd) && (await stat(cwd)).isDirectory()) return;
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
  }
  throw new AppError('folder-missing', { folder: cwd });
}
