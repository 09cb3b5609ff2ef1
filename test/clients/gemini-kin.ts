// Gemini CLI and Qwen Code come from the same source: what is true of both, seen on each.
import { expect, it } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import type { ProgramRun } from '../support/real-program';
import { startProbe } from './probe';
import { reachesAll, type Stops, writesAsWeDo } from './real';
import { type Desk, direct, http, stdio } from './support';

export interface Kin {
  readonly adapter: ClientAdapter;
  readonly desk: () => Desk;
  readonly stops: Stops;
  run(home: string, args: readonly string[], env?: Record<string, string>): Promise<ProgramRun>;
  /** What its list says of a server that it reached. */
  connected(name: string): RegExp;
}

export function itIsKin({ adapter, desk, stops, run, connected }: Kin): void {
  const add = (...args: string[]) => run(desk().home, ['mcp', 'add', '-s', 'user', ...args]);

  it('reaches what we wrote over every transport, and by the broker', async () => {
    await reachesAll(adapter.id, desk(), stops, async () => {
      const { out } = await run(desk().home, ['mcp', 'list']);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(connected(name));
    });
  });

  it('starts a command in its folder', async () => {
    const probe = await startProbe(desk().home);
    stops.push(probe.stop);
    const { PROBE_NODE = '', PROBE_FOLDER = '' } = probe.env;
    const args = [probe.command.args[0] ?? '', 'b'];
    await desk().sync([direct({ ...probe.command, command: PROBE_NODE, args, env: {}, cwd: PROBE_FOLDER })]);
    await run(desk().home, ['mcp', 'list']);
    expect(probe.started()).toEqual({ argument: 'b', folder: PROBE_FOLDER });
  });

  it('writes what a reference stands for into its file: that is why it is given none', async () => {
    const d = desk();
    d.write('{"mcpServers": {"x": {"httpUrl": "http://127.0.0.1:1/", "headers": {"K": "${PROBE_A} $PROBE_A"}}}}');
    await run(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'y', 'http://127.0.0.1:1/'], { PROBE_A: 'value' });
    expect(JSON.parse(d.read()).mcpServers.x.headers).toEqual({ K: 'value value' });
    expect(await d.cannot([direct(http('a', { headers: { K: '${env:PROBE_A}' } }))])).toEqual({ a: 'variable' });
  });

  it('writes what we take for our own entry', async () => {
    await add('l', 'cmd');
    await add('-t', 'http', '--timeout', '900', 'w', 'http://127.0.0.1:1/w');
    await add('-t', 'sse', '-H', 'A: b', 'o', 'http://127.0.0.1:1/o');
    const theirs = JSON.parse(desk().read()).mcpServers;
    const servers = [
      stdio('l', { command: 'cmd' }),
      http('w', { timeout: 900 }),
      http('o', { type: 'sse', headers: { A: 'b' } }),
    ];
    writesAsWeDo(adapter, servers, (name) => theirs[name]);
  });
}
