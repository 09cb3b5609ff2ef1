// The bridge as clients start it: real SDK clients on its standard input and output, the reference server and one of the
// current revision behind the broker of a real `serve`.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port';
import { everythingFile } from '../support/servers/everything';
import { type ModernHttp, startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { type Home, makeHome, type Serving } from './command-line';
import { asker } from './open-page';

let home: Home;
const stops: (() => unknown)[] = [];
beforeEach(async () => {
  home = await makeHome();
  const command = process.execPath;
  await writeMcp({
    everything: { command, args: [everythingFile, 'stdio'] },
    alone: { command, args: [everythingFile, 'stdio'], perClient: true },
    both: { command, args: [path.resolve('test/support/servers/stdio-notes.ts')] },
  });
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await home.remove();
});

const at = (...parts: string[]) => path.join(home.folder, 'mcp-tray', ...parts);
const writeMcp = (mcpServers: object) => writeFile(at('config/mcp.json'), JSON.stringify({ mcpServers }));
const BRIDGE = [path.resolve('out/main/cli.js'), 'bridge'];

async function serve(): Promise<Serving> {
  const serving = await home.serve('--no-open');
  stops.push(serving.stop);
  return serving;
}

type Options = NonNullable<ConstructorParameters<typeof Client>[1]>;

async function connect(server: string, era: 'legacy' | 'auto', options: Options = {}) {
  const client = new Client({ name: 'e2e', version: '1' }, { ...options, versionNegotiation: { mode: era } });
  const env = home.env as Record<string, string>;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...BRIDGE, server],
    env,
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  await client.connect(transport).catch((error: unknown) => {
    throw new Error(`no connection: ${String(error)}\n${said}`);
  });
  stops.push(() => client.close());
  return { client, transport, said: () => said };
}

function instance(): { pid: number; background?: boolean } {
  return JSON.parse(readFileSync(at('state/instance.json'), 'utf8'));
}
/** Ends an instance that a bridge has started. */
async function endInstance(): Promise<void> {
  if (!existsSync(at('state/instance.json'))) return;
  process.kill(instance().pid, 'SIGTERM');
  await expect.poll(() => existsSync(at('state/instance.json'))).toBe(false);
}
const textOf = (result: unknown): string => JSON.stringify((result as { content?: unknown }).content);

/** A bridge on pipes, for what no client of the SDK would say or see. */
function raw(command: readonly string[]) {
  const [program = '', ...args] = command;
  const child: ChildProcessWithoutNullStreams = spawn(program, args, { env: home.env });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text.err += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  stops.push(() => child.kill('SIGKILL'));
  return {
    child,
    text,
    ended,
    say: (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`),
    heard: (what: string) => expect.poll(() => text.out).toContain(what),
  };
}
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

describe.each(['legacy', 'auto'] as const)('a client of the 2025 revisions (%s)', (era) => {
  it('lists, calls, hears progress and is asked back', async () => {
    await serve();
    const { client, transport } = await connect('alone', era, {
      capabilities: { sampling: {}, elicitation: {}, roots: { listChanged: true } },
    });
    client.setRequestHandler('sampling/createMessage', async ({ params }) => ({
      model: 'mine',
      role: 'assistant' as const,
      content: { type: 'text' as const, text: `sampled ${JSON.stringify(params.messages)}` },
    }));
    client.setRequestHandler('elicitation/create', async () => ({
      action: 'accept' as const,
      content: { name: 'Ada' },
    }));
    client.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///work', name: 'work' }] }));
    // On the wire: the SDK drops a progress that arrives in one piece with the answer.
    const progress: unknown[] = [];
    const hear = transport.onmessage;
    transport.onmessage = (message) => {
      if ('method' in message && message.method === 'notifications/progress') progress.push(message.params?.progress);
      hear?.(message);
    };
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('echo');
    const long = client.callTool(
      { name: 'trigger-long-running-operation', arguments: { duration: 0.6, steps: 3 } },
      { onprogress: () => undefined },
    );
    expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'meanwhile' } }))).toContain('meanwhile');
    expect(progress.length).toBeLessThan(3);
    expect(textOf(await long)).toContain('completed');
    expect(progress).toEqual([1, 2, 3]);
    const prompt = { name: 'trigger-sampling-request', arguments: { prompt: 'p', maxTokens: 5 } };
    expect(textOf(await client.callTool(prompt))).toContain('sampled');
    expect(textOf(await client.callTool({ name: 'trigger-elicitation-request', arguments: {} }))).toContain('Ada');
    expect(textOf(await client.callTool({ name: 'get-roots-list', arguments: {} }))).toContain('file:///work');
  });

  it('hears that a tool was switched off, and cancels what it does not want any more', async () => {
    await serve();
    const ask = await asker(home);
    const changes: string[][] = [];
    const { client } = await connect('everything', era, {
      listChanged: { tools: { onChanged: (_, tools) => void changes.push((tools ?? []).map((tool) => tool.name)) } },
    });
    await client.listTools();
    await ask('server:setTool', { name: 'everything', tool: 'get-sum', on: false });
    await expect.poll(() => changes.at(-1)).toContain('echo');
    expect(changes.at(-1)).not.toContain('get-sum');
    const cancelling = new AbortController();
    const long = client.callTool(
      { name: 'trigger-long-running-operation', arguments: { duration: 20, steps: 2 } },
      { signal: cancelling.signal },
    );
    await expect.poll(async () => (await ask('activity:list', undefined)).at(-1)?.outcome).toBe('running');
    cancelling.abort();
    await expect(long).rejects.toThrow();
    await expect.poll(async () => (await ask('activity:list', undefined)).at(-1)?.outcome).toBe('left');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'on' } }))).toContain('on');
  });
});

describe('a client of 2026-07-28', () => {
  let peer: ModernHttp;
  beforeEach(async () => {
    peer = await startModernHttp();
    stops.push(peer.stop);
  });

  it('keeps its revision with a command, and hears what changes', async () => {
    await serve();
    const ask = await asker(home);
    const changes: string[][] = [];
    const { client } = await connect('both', 'auto', {
      listChanged: { tools: { onChanged: (_, tools) => void changes.push((tools ?? []).map((tool) => tool.name)) } },
    });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(textOf(await client.callTool({ name: 'read_note', arguments: { id: '7' } }))).toContain('note 7');
    await client.listTools();
    await ask('server:setTool', { name: 'both', tool: 'pid', on: false });
    await expect.poll(() => changes.at(-1)).toEqual(['read_note']);
  });

  it('keeps it over HTTP too: is asked for input, hears what changes, cancels by leaving', async () => {
    await writeMcp({ modern: { type: 'http', url: peer.url } });
    await serve();
    const changes: string[][] = [];
    const { client } = await connect('modern', 'auto', {
      capabilities: { elicitation: {} },
      listChanged: { tools: { onChanged: (_, tools) => void changes.push((tools ?? []).map((tool) => tool.name)) } },
    });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    const asked: string[] = [];
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message);
      return { action: 'decline' as const };
    });
    await client.callTool({ name: 'ask', arguments: {} }).catch(() => undefined);
    expect(asked[0]).toBe('Which note?');
    await client.listTools();
    peer.addTool('later');
    await expect.poll(() => changes.at(-1)).toContain('later');
  });
});

describe('where no instance runs, or another one than before', () => {
  afterEach(endInstance);

  it('starts one for all bridges that start at once, and a person’s own takes its place', async () => {
    const clients = await Promise.all(['everything', 'everything', 'both'].map((name) => connect(name, 'legacy')));
    const { pid, background } = instance();
    expect(background).toBe(true);
    for (const { client } of clients) expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    expect(instance().pid).toBe(pid);
    await serve();
    expect(instance()).toMatchObject({ background: false });
    for (const { client } of clients) expect((await client.listTools()).tools.length).toBeGreaterThan(0);
  });

  it.each(['legacy', 'auto'] as const)('goes on with the next instance within a call (%s)', async (era) => {
    const first = await serve();
    const server = era === 'legacy' ? 'everything' : 'both';
    const { client, said } = await connect(server, era);
    await client.listTools();
    await first.stop();
    const listed = client.listTools();
    await pause(300);
    await writeFile(at('config/settings.json'), JSON.stringify({ brokerPort: await freePort() }));
    await serve();
    expect((await listed).tools.length).toBeGreaterThan(0);
    expect(instance().background).toBe(false);
    expect(said()).toBe('');
  });
});

describe('the process', () => {
  const candidates = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  const old = candidates.find((node) => {
    const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return stdout && Number.parseInt(stdout, 10) < 22;
  });
  if (!old)
    console.warn('skipped: the bridge by an old Node. There is none on PATH; on Debian: apt-get install nodejs');
  const launcher = path.resolve('bin/mcp-tray.mjs');
  const ways = [
    ['the built script', process.execPath, [...BRIDGE]],
    ['the launcher', process.execPath, [launcher, 'bridge']],
    ...(old ? [['the launcher on an old Node', old, [launcher, 'bridge']] as const] : []),
  ] as const;

  it.each(ways)('%s ends by itself, quickly, when its input ends or it is told to', async (_, node, args) => {
    await serve();
    const ask = await asker(home);
    // By the end of its output one sees that nothing of it is left, the Node the launcher started included.
    for (const end of ['input', 'SIGTERM', 'SIGKILL'] as const) {
      const bridge = raw([node, ...args, 'both']);
      bridge.say(INITIALIZE);
      await bridge.heard('"serverInfo"');
      bridge.say({ jsonrpc: '2.0', method: 'notifications/initialized' });
      bridge.say({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      await bridge.heard('read_note');
      const at = Date.now();
      if (end === 'input') bridge.child.stdin.end();
      else bridge.child.kill(end);
      expect(await bridge.ended).toBe(end === 'SIGKILL' ? null : 0);
      expect(Date.now() - at).toBeLessThan(1000);
      expect(bridge.text.err).toBe('');
      for (const line of bridge.text.out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    }
    expect((await ask('activity:list', undefined)).map((r) => [r.client, r.server, r.method]).slice(0, 2)).toEqual([
      ['bridge', 'both', 'initialize'],
      ['bridge', 'both', 'tools/list'],
    ]);
  });

  it('ends its session though its client is gone and takes no answer any more', async () => {
    const peer = await startOpenHttp();
    stops.push(peer.stop);
    await writeMcp({ notes: { type: 'http', url: peer.url } });
    await serve();
    const bridge = raw([process.execPath, ...BRIDGE, 'notes']);
    bridge.say(INITIALIZE);
    await bridge.heard('"serverInfo"');
    bridge.say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    bridge.child.stdout.destroy();
    bridge.say({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    bridge.child.stdin.end();
    expect(await bridge.ended).toBe(0);
    expect(peer.seen.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('refuses a server that is not in the list, in a sentence and within the protocol', async () => {
    await serve();
    const bridge = raw([process.execPath, ...BRIDGE, 'gone']);
    bridge.say(INITIALIZE);
    expect(await bridge.ended).toBe(1);
    const sentence = 'There is no server called “gone”.';
    expect(bridge.text.err).toContain(`${sentence} [server-unknown]`);
    expect(JSON.parse(bridge.text.out)).toMatchObject({ id: 0, error: { message: expect.stringContaining(sentence) } });
  });
});
