// What goes into a report about MCP Tray itself: versions, settings, how everything stands, the end of the log. Text to
// be read before it is sent, without secrets.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from '../shared/errors';
import { texts } from '../shared/messages';
import type { ClientSummary, ServerSummary, Snapshot } from '../shared/model';
import { sayServer } from '../shared/say';

/** Of the log, from its end. */
const LOG_BYTES = 32 * 1024;

export interface DiagnosticsSources {
  readonly snapshot: Snapshot;
  readonly logFolder: string;
  /** One line about the machine. */
  readonly machine: string;
  readonly home: string;
  /** Epoch ms. */
  readonly now: number;
  /** Takes what looks like a secret out of a text of one line. */
  readonly redact: (text: string) => string;
}

/** In English, for it is read by whoever mends it. */
export async function diagnosticsOf(sources: DiagnosticsSources): Promise<string> {
  const { snapshot, machine, now, home } = sources;
  const { settings, keychain, broker, servers, clients, configProblem } = snapshot;
  const config = configProblem ? `${configProblem.problem.code}: ${configProblem.problem.message}` : 'fine';
  const lines = [
    `MCP Tray ${snapshot.version} (${snapshot.face}), ${machine}`,
    new Date(now).toISOString(),
    '',
    `Settings: ${Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ')}`,
    `Start at login: ${snapshot.startAtLogin ?? 'not on this face'}`,
    `Shared config: ${config}`,
    `Secrets: ${keychain}`,
    `Broker: ${broker.kind}, port ${broker.port}${broker.kind === 'failed' ? `, ${broker.problem.code}` : ''}`,
    '',
    `Servers: ${servers.length}`,
    ...servers.map((server) => serverLine(server, now)),
    '',
    `Clients: ${clients.length}`,
    ...clients.filter((c) => c.installed || c.canUndo).map(clientLine),
    '',
    'Log, its end:',
    ...(await logTail(sources.logFolder)),
  ];
  const shown = (line: string) => (home === '' ? line : line.replaceAll(home, '~'));
  return lines.map((line) => shown(sources.redact(line))).join('\n');
}

/** Names and states, never addresses: where a company keeps its servers is its own business. */
function serverLine(server: ServerSummary, now: number): string {
  const { name, transport, state, signIn, counts, tokens } = server;
  const code = 'problem' in state ? ` [${state.problem.code}]` : '';
  const protocol = state.kind === 'ready' ? `, MCP ${state.protocol} by ${state.transport}` : '';
  const said = sayServer(server, texts('en'), now);
  return `  ${name} (${transport}): ${said}${code}${protocol}; sign-in ${signIn.kind}; ${counts.tools} tools, ${tokens} tokens`;
}

function clientLine({ id, sync, installed, evidence, cells }: ClientSummary): string {
  const code = sync.kind === 'problem' ? ` [${sync.problem.code}]` : '';
  const ways = cells.map((cell) => `${cell.server}=${cell.delivery}/${cell.status}`).join(' ');
  return `  ${id} (${evidence}${installed ? '' : ', not installed'}): ${sync.kind}${code} ${ways}`.trimEnd();
}

async function logTail(folder: string): Promise<readonly string[]> {
  try {
    const file = await open(path.join(folder, 'mcp-tray.log'));
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - LOG_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_BYTES), 0, LOG_BYTES, from);
      const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
      // The first line may have been cut in two.
      return from > 0 ? lines.slice(1) : lines;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return ['(none)'];
    throw error;
  }
}
