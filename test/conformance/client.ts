// The client under test of the official suite: our connections and our sign-ins, as the app joins them, doing what each
// scenario asks a person to do. The server's URL is the last argument; the suite names the scenario in the environment.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElicitResult } from '@modelcontextprotocol/client';
import { createConnections } from '../../src/main/connections/connections';
import type { Conversation } from '../../src/main/connections/options';
import type { Connections, SignIns } from '../../src/main/ports';
import { AppError } from '../../src/shared/errors';
import type { JsonObject, RemoteServer } from '../../src/shared/model';
import { realClock } from '../support/fakes';
import { entryFor, personFor } from './person';

const SERVER = 'under-test';
/** A person gives up after this many windows for one thing. */
const MOST_SIGN_INS = 3;
const SIGN_IN_CODES: readonly string[] = ['sign-in-needed', 'more-access-needed'];

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

/** Sign-in scenarios differ in what their server says; what they ask of a client is always the same. */
async function callAll(call: Call, connections: Connections): Promise<void> {
  for (const { name } of connections.catalog(SERVER).tools) await call(name);
}

async function connected(connections: Connections): Promise<void> {
  await connections.settled(30_000);
  const state = connections.views()[0]?.state;
  if (state?.kind === 'ready') return;
  throw state && 'problem' in state ? state.problem : new Error(`the connection is ${state?.kind}`);
}

/** Does the scenario; signs in where that is asked for, and begins again. @throws AppError and what the scenario met */
async function story(scenario: string, connections: Connections, signIns: SignIns): Promise<void> {
  const act = scenarios[scenario] ?? (scenario.startsWith('auth/') ? callAll : undefined);
  for (let signedIn = 0; ; signedIn++) {
    try {
      await connected(connections);
      await act?.((tool, args = {}) => connections.call(SERVER, tool, args), connections);
      return;
    } catch (error) {
      const isAsked = error instanceof AppError && SIGN_IN_CODES.includes(error.code);
      if (!isAsked || signedIn === MOST_SIGN_INS) throw error;
      await signIns.start(SERVER);
      await connections.reconnect(SERVER);
    }
  }
}

async function main(url: string, scenario: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-conformance-'));
  const say = (message: string, fields?: unknown) => console.error(message, fields ?? '');
  const log = { info: say, warn: say, error: say };
  const signIns = personFor(scenario, { clock: realClock, log, folder: path.join(folder, 'locks') });
  const connections = createConnections({
    clock: realClock,
    log,
    signIns,
    cacheFolder: path.join(folder, 'catalogs'),
    resolve: (value) => Promise.resolve(value),
    shellPath: () => Promise.resolve(process.env.PATH ?? ''),
    env: process.env,
    clientInfo: { name: 'mcp-tray', version: '0.1.0' },
    ...(conversations.includes(scenario) && { conversation }),
  });
  const oauth = entryFor(scenario);
  const server: RemoteServer = {
    name: SERVER,
    type: 'http',
    url,
    headers: {},
    disabled: false,
    ...(oauth && { oauth }),
  };
  connections.use([server]);
  try {
    await story(scenario, connections, signIns);
  } catch (error) {
    // Scenarios of a hostile server end here, and must.
    console.error(error);
    process.exitCode = 1;
  } finally {
    await Promise.all([connections.stop(), signIns.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

await main(process.argv.at(-1) ?? '', process.env.MCP_CONFORMANCE_SCENARIO ?? '');
