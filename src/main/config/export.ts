// The shared config as others may have it: without secrets, and without what is this person's alone.
import type { Exported } from '../../shared/exported';
import type { Server, SharedList } from '../../shared/model';
import { own } from '../../shared/own';
import { draftOf } from './drafts';
import { entryOf } from './edits';
import { installLink } from './install-link';
import { keychainNames, takeSecrets } from './secret-values';

/**
 * The servers as `mcpServers` JSON and as an install link. A secret that is written out becomes a reference; who takes
 * the servers over is asked for it. Choices for clients and what is turned off stay behind.
 */
export function exportServers(list: SharedList, servers: readonly Server[], home: string): Exported {
  const entries = servers.map((server) => {
    const draft = draftOf({ ...server, disabled: false }, own(list.disabledTools, server.name));
    return [server.name, entryOf(takeSecrets(draft).draft)] as const;
  });
  const shown = { mcpServers: Object.fromEntries(entries) };
  return {
    json: `${JSON.stringify(shown, null, 2)}\n`,
    link: installLink(JSON.stringify(shown)),
    secrets: [...new Set(servers.flatMap(secretsOf))],
    local: servers.filter((server) => namesFolder(server, home)).map(({ name }) => name),
  };
}

function secretsOf(server: Server): string[] {
  const written = takeSecrets(draftOf(server)).secrets;
  return [...keychainNames(server), ...written.map(({ name }) => name)];
}

/** True if something in it stands in the person's home, and so nowhere else. */
function namesFolder(server: Server, home: string): boolean {
  if (server.type !== 'stdio' || home === '') return false;
  const { command, args, env, cwd = '' } = server;
  return [command, ...args, ...Object.values(env), cwd].some((text) => text.includes(home));
}
