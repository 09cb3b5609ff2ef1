// A brokered entry as a client's file has it, and the official MCP client that uses it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Home } from './command-line';

export interface BrokeredEntry {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What stands in Claude Code's file for a server. */
export async function entryOf({ folder }: Home, server: string): Promise<BrokeredEntry> {
  const text = await readFile(path.join(folder, '.claude.json'), 'utf8');
  const { mcpServers } = JSON.parse(text) as { mcpServers: Record<string, BrokeredEntry> };
  const entry = mcpServers[server];
  if (!entry) throw new Error(`no entry for ${server}`);
  return entry;
}

/** Connects as that client would. */
export async function connectBy({ url, headers }: BrokeredEntry): Promise<Client> {
  const client = new Client({ name: 'by-entry', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }));
  return client;
}
