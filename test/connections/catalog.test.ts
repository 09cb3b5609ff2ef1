import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { estimateTokenCount } from 'tokenx';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startScripted } from '../support/servers/bad';
import { listen, type Peer } from '../support/servers/listen';
import { startOpenHttp } from '../support/servers/open-http';
import { type Harness, http, startHarness } from './harness';

const cleanups: (() => Promise<void>)[] = [];
let harness: Harness;
const open = async (...args: Parameters<typeof startHarness>) => {
  harness = await startHarness(...args);
  cleanups.unshift(harness.stop);
  return harness;
};
const running = async <T extends Peer>(starting: Promise<T>): Promise<T> => {
  const peer = await starting;
  cleanups.push(peer.stop);
  return peer;
};
afterEach(async () => {
  for (const stop of cleanups.splice(0)) await stop();
  expect(harness.timers()).toBe(0);
});
const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more });
const everything = { tools: {}, resources: {}, prompts: {} };

describe('the catalog', () => {
  it('has every page of every list', async () => {
    const page = (key: string, item: (n: number) => object) => (params: Record<string, unknown>) => {
      const at = Number(params.cursor ?? 0);
      return { [key]: [item(at)], ...(at < 3 && { nextCursor: String(at + 1) }) };
    };
    const peer = await running(
      startScripted(
        {
          'tools/list': page('tools', (n) => tool(`t${n}`)),
          'resources/list': page('resources', (n) => ({ uri: `r://${n}`, name: `r${n}` })),
          'resources/templates/list': page('resourceTemplates', (n) => ({ uriTemplate: `r://{${n}}`, name: `r${n}` })),
          'prompts/list': page('prompts', (n) => ({
            name: `p${n}`,
            arguments: [{ name: 'a', required: true }, { name: 'b' }],
          })),
        },
        everything,
      ),
    );
    await open([http(peer.url)]);
    const view = await harness.ready('it');
    expect(view.counts).toEqual({ tools: 4, resources: 4, templates: 4, prompts: 4 });
    expect(view.catalogProblem).toBeUndefined();
    expect(harness.connections.catalog('it').prompts[0]?.arguments).toEqual([
      { name: 'a', required: true },
      { name: 'b', required: false },
    ]);
  });

  it('asks only for lists the server declares', async () => {
    const peer = await running(
      startScripted({ 'prompts/list': () => ({ prompts: [{ name: 'p' }] }) }, { prompts: {} }),
    );
    await open([http(peer.url)]);
    expect((await harness.ready('it')).counts).toEqual({ tools: 0, resources: 0, templates: 0, prompts: 1 });
  });

  it.each([
    ['always new', (n: number) => `c${n}`],
    ['always the same', () => 'again'],
  ])('catalog-endless for a cursor that is %s, with what was kept', async (_what, cursor) => {
    let n = 0;
    const peer = await running(
      startScripted({ 'tools/list': () => ({ tools: [tool(`t${n++}`)], nextCursor: cursor(n) }) }),
    );
    await open([http(peer.url)], { limits: { pages: 20 } });
    const view = await harness.ready('it');
    expect(view.catalogProblem).toMatchObject({
      code: 'catalog-endless',
      params: { kind: 'tools', count: view.counts.tools },
    });
    expect(view.counts.tools).toBeGreaterThan(0);
    expect(n).toBeLessThanOrEqual(20);
  });

  it('catalog-partial when a later page fails, with what came before', async () => {
    const peer = await running(
      startScripted({
        'tools/list': ({ cursor }) =>
          cursor ? new Error('database is gone') : { tools: [tool('a')], nextCursor: 'b' },
      }),
    );
    await open([http(peer.url)]);
    const view = await harness.ready('it');
    expect(view.catalogProblem).toMatchObject({ code: 'catalog-partial', params: { kind: 'tools', count: 1 } });
    expect(view.catalogProblem?.details).toContain('database is gone');
    expect(view.counts.tools).toBe(1);
  });

  it('loses one malformed entry, not the page', async () => {
    const peer = await running(
      startScripted({
        'tools/list': () => ({ tools: [tool('a'), { name: 7 }, 'x', tool('b', { description: 5 }), tool('a')] }),
      }),
    );
    await open([http(peer.url)]);
    await harness.ready('it');
    expect(harness.connections.catalog('it').tools.map((t) => t.name)).toEqual(['a', 'b']);
  });

  it('marks a tool by what its annotations state, and only then', async () => {
    const tools = [
      tool('plain'),
      tool('reads', { annotations: { readOnlyHint: true, destructiveHint: true } }),
      tool('breaks', { annotations: { destructiveHint: true, title: 'Break it' } }),
      tool('unsaid', { annotations: { readOnlyHint: false } }),
    ];
    const peer = await running(startScripted({ 'tools/list': () => ({ tools }) }));
    await open([http(peer.url)]);
    await harness.ready('it');
    const shown = harness.connections.catalog('it').tools.map((t) => [t.name, t.readOnly, t.destructive, t.title]);
    expect(shown).toEqual([
      ['plain', false, false, undefined],
      ['reads', true, false, undefined],
      ['breaks', false, true, 'Break it'],
      ['unsaid', false, false, undefined],
    ]);
  });

  it('never fetches a `$ref` to the network, not while listing and not while calling', async () => {
    const trap = await listen((_request, response) => response.end('{}'));
    cleanups.push(trap.stop);
    const ref = { $ref: `${trap.origin}/schema.json` };
    const schema = { type: 'object', properties: { a: ref }, $schema: `${trap.origin}/meta` };
    const peer = await running(
      startScripted({
        'tools/list': () => ({
          tools: [{ name: 'it', inputSchema: schema, outputSchema: { ...ref, type: 'object' } }],
        }),
        'tools/call': () => ({ content: [], structuredContent: { b: 1 } }),
      }),
    );
    await open([http(peer.url)]);
    await harness.ready('it');
    expect(harness.connections.catalog('it').tools[0]?.inputSchema).toEqual(schema);
    expect((await harness.connections.call('it', 'it', { a: 1 })).structured).toEqual({ b: 1 });
    expect(trap.seen).toHaveLength(0);
  });

  it('estimates tokens per tool over what a model sees, and the sum', async () => {
    const described = tool('a', {
      description: 'Does a thing.',
      outputSchema: { type: 'object' },
      annotations: { title: 'A' },
    });
    const peer = await running(startScripted({ 'tools/list': () => ({ tools: [described, tool('b')] }) }));
    await open([http(peer.url)]);
    const view = await harness.ready('it');
    const [a, b] = harness.connections.catalog('it').tools;
    const seen = { name: 'a', description: 'Does a thing.', input_schema: { type: 'object' } };
    expect(a?.tokens).toBe(estimateTokenCount(JSON.stringify(seen)));
    expect(view.tokens).toBe((a?.tokens ?? 0) + (b?.tokens ?? 0));
  });

  it('has the same fingerprint for the same content whatever the order of keys', async () => {
    const one = await running(
      startScripted({
        'tools/list': () => ({ tools: [{ name: 'a', inputSchema: { type: 'object', properties: {} } }] }),
      }),
    );
    const two = await running(
      startScripted({
        'tools/list': () => ({ tools: [{ inputSchema: { properties: {}, type: 'object' }, name: 'a' }] }),
      }),
    );
    await open([http(one.url, { name: 'one' }), http(two.url, { name: 'two' })]);
    const prints = await Promise.all([harness.ready('one'), harness.ready('two')]);
    expect(prints[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/u);
    expect(prints[1]?.fingerprint).toBe(prints[0]?.fingerprint);
  });
});

describe('the catalog cache', () => {
  it('shows the last catalog at once at the next start, and keeps it while the server is down', async () => {
    const peer = await running(startOpenHttp());
    const first = await open([http(peer.url, { headers: { 'X-Team': 'plain-secret' } })]);
    const { fingerprint } = await harness.ready('it');
    await first.connections.stop();
    await peer.stop();
    const [file] = await readdir(first.cacheFolder);
    const text = await readFile(path.join(first.cacheFolder, file ?? ''), 'utf8');
    expect(text).not.toContain('plain-secret');
    if (process.platform !== 'win32')
      expect((await stat(path.join(first.cacheFolder, file ?? ''))).mode & 0o777).toBe(0o600);
    await open([http(peer.url, { headers: { 'X-Team': 'another-value' } })], { cacheFolder: first.cacheFolder });
    expect(harness.view('it')).toMatchObject({ state: { kind: 'connecting' }, catalogSource: 'cache', fingerprint });
    expect((await harness.problem('it')).code).toBe('connection-refused');
    expect(harness.connections.catalog('it').tools).toHaveLength(7);
  });

  it.each(['{"version":1,"cat', '{"version":99}', '[]', ''])(
    'drops a corrupt file (%j) with a line in the log',
    async (text) => {
      const peer = await running(startOpenHttp());
      const first = await open([http(peer.url)]);
      await harness.ready('it');
      await first.connections.stop();
      const [file] = await readdir(first.cacheFolder);
      await writeFile(path.join(first.cacheFolder, file ?? ''), text);
      await open([http(peer.url, { disabled: true })], { cacheFolder: first.cacheFolder });
      expect(harness.view('it').catalogSource).toBe('none');
      expect(harness.logged().join()).toContain('catalog cache dropped');
      expect(await readdir(first.cacheFolder)).toEqual([]);
    },
  );

  it('forgets servers that left the list', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)]);
    await harness.ready('it');
    // Written in the background: the folder comes first, then the file.
    await vi.waitFor(
      async () => expect((await readdir(harness.cacheFolder)).join()).toMatch(/^it-[0-9a-f]+\.json$/u),
      5000,
    );
    harness.connections.use([]);
    expect(await readdir(harness.cacheFolder)).toEqual([]);
  });
});
