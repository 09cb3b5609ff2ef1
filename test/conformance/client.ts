// The client under test of the official suite: our connections, doing what each scenario asks a person to do.
// The server's URL is the last argument; the suite names the scenario in the environment.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElicitResult } from '@modelcontextprotocol/client';
import { createConnections } from '../../src/main/connections/connections';
import type { Conversation } from '../../src/main/connections/options';
import type { Connections } from '../../src/main/ports';
import type { JsonObject } from '../../src/shared/model';

const SERVER = 'under-test';

/** The app itself cannot hold a conversation; scenarios about one give the same connections somebody who can. */
const conversation: Conversation = {
  capabilities: { elicitation: { form: { applyDefaults: true } } },
  install: (client) => {
    client.setRequestHandler('elicitation/create', ({ params }): ElicitResult => {
      const asked = 'requestedSchema' in params ? Object.keys(params.requestedSchema.properties) : [];
      return { action: 'accept', content: asked.includes('confirmed') ? { confirmed: true } : {} };
    });
  },
};
const conversations = ['elicitation-sep1034-client-defaults', 'sep-2322-client-request-state'];

type Call = (tool: string, args?: JsonObject) => Promise<unknown>;
const scenarios: Readonly<Record<string, (call: Call, connections: Connections) => Promise<unknown>>> = {
  tools_call: (call) => call('add_numbers', { a: 5, b: 3 }),
  'elicitation-sep1034-client-defaults': (call) => call('test_client_elicitation_defaults'),
  'sse-retry': (call) => call('test_reconnection'),
  'http-standard-headers': async (call) => {
    await call('test_headers');
    await call('my-hyphenated-tool');
  },
  'http-custom-headers': async (call) => {
    for (const { name, arguments: args } of contextCalls()) await call(name, args);
  },
  'http-invalid-tool-headers': async (call, connections) => {
    for (const { name } of connections.catalog(SERVER).tools) await call(name, { region: 'eu' });
  },
  'sep-2322-client-request-state': async (call) => {
    await Promise.all([call('test_mrtr_echo_state'), call('test_mrtr_unrelated')]);
    await call('test_mrtr_no_state');
    await call('test_mrtr_no_result_type');
  },
  'json-schema-2020-12-preservation': async (call, connections) => {
    const tool = connections.catalog(SERVER).tools.find((t) => t.name === 'json_schema_2020_12_tool');
    await call('json_schema_echo', { schema: tool?.inputSchema ?? {} });
  },
};

function contextCalls(): { name: string; arguments: JsonObject }[] {
  return JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}').toolCalls ?? [];
}

async function main(url: string, scenario: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-conformance-'));
  const say = (message: string, fields?: unknown) => console.error(message, fields ?? '');
  const connections = createConnections({
    clock: {
      now: () => Date.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    log: { info: say, warn: say, error: say },
    cacheFolder: folder,
    resolve: (value) => Promise.resolve(value),
    shellPath: () => Promise.resolve(process.env.PATH ?? ''),
    env: process.env,
    clientInfo: { name: 'mcp-tray', version: '0.1.0' },
    ...(conversations.includes(scenario) && { conversation }),
  });
  connections.use([{ name: SERVER, type: 'http', url, headers: {}, disabled: false }]);
  await connections.settled(30_000);
  const state = connections.views()[0]?.state;
  if (state?.kind === 'ready')
    await scenarios[scenario]?.((tool, args = {}) => connections.call(SERVER, tool, args), connections);
  else console.error(state && 'problem' in state ? state.problem : state);
  await connections.stop();
  await rm(folder, { recursive: true });
  process.exitCode = state?.kind === 'ready' ? 0 : 1;
}

await main(process.argv.at(-1) ?? '', process.env.MCP_CONFORMANCE_SCENARIO ?? '');
