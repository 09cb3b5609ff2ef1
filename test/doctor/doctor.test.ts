// Doctor over a real core: what each check saw, where it stopped, and what it says then.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckName, CheckOutcome, Diagnosis } from '../../src/shared/diagnosis';
import { type Over, type RunningApp, runApp } from '../main/running-app';
import { startHtml, startSilent, startStatus } from '../support/servers/bad';
import { expired, key, selfSigned } from '../support/servers/certificates';
import { startDown } from '../support/servers/down';
import { listen } from '../support/servers/listen';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenSse } from '../support/servers/open-sse';
import { startSignIn } from '../support/servers/sign-in';

let running: RunningApp;
const peers: { stop(): Promise<void> }[] = [];
const started = <P extends { stop(): Promise<void> }>(peer: P): P => {
  peers.push(peer);
  return peer;
};
beforeEach(async () => {
  running = await runApp();
});
afterEach(async () => {
  await running.stop();
  for (const peer of peers.splice(0)) await peer.stop();
});

async function examined(entry: object, over: Over = {}): Promise<Diagnosis> {
  const file = path.join(running.home, 'config', 'mcp.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ mcpServers: { it: entry } }));
  running = await running.restart(over);
  return running.handlers['server:diagnose']({ name: 'it' });
}
const node = (script: string, more: object = {}) => ({ command: process.execPath, args: ['-e', script], ...more });
const outcomes = ({ checks }: Diagnosis) =>
  Object.fromEntries(checks.map((c) => [c.name, c.outcome])) as Partial<Record<CheckName, CheckOutcome>>;
const seen = ({ checks }: Diagnosis, name: CheckName) => checks.find((c) => c.name === name)?.seen;
const evidence = ({ checks }: Diagnosis, name: CheckName) => checks.find((c) => c.name === name)?.evidence ?? [];

describe('a server with an address', () => {
  it('passes every check it needs, in order, with what was seen', async () => {
    const diagnosis = await examined({ type: 'http', url: started(await startModernHttp()).url });
    expect(diagnosis.checks.map((c) => [c.name, c.outcome])).toEqual([
      ['dns', 'passed'],
      ['tcp', 'passed'],
      ['tls', 'not-needed'],
      ['http', 'passed'],
      ['metadata', 'not-needed'],
      ['registration', 'not-needed'],
      ['token', 'not-needed'],
      ['handshake', 'passed'],
      ['tools', 'passed'],
    ]);
    expect(diagnosis.verdict).toMatchObject({ outcome: 'fine', title: 'Everything answers' });
    expect(seen(diagnosis, 'dns')).toBe('127.0.0.1');
    expect(seen(diagnosis, 'handshake')).toContain('revision 2026-07-28 by HTTP');
    expect(seen(diagnosis, 'tools')).toMatch(/^\d+ tools?$/u);
    expect(diagnosis.checks.filter((c) => c.outcome === 'passed').every((c) => c.milliseconds !== undefined)).toBe(
      true,
    );
  });

  it('is met by the older transport too', async () => {
    const diagnosis = await examined({ type: 'sse', url: started(await startOpenSse()).url });
    expect(diagnosis.verdict?.outcome).toBe('fine');
    expect(seen(diagnosis, 'handshake')).toContain('by SSE');
  });

  it('fails at DNS for a host that is not there', async () => {
    const diagnosis = await examined({ type: 'http', url: 'http://nowhere.invalid/mcp' });
    expect(outcomes(diagnosis)).toMatchObject({ dns: 'failed', tcp: 'not-reached', tools: 'not-reached' });
    expect(diagnosis.verdict).toMatchObject({ outcome: 'failed', code: 'host-unknown', action: 'check-again' });
  });

  it('fails at TCP where nobody listens', async () => {
    const diagnosis = await examined({ type: 'http', url: started(await startDown()).url });
    expect(outcomes(diagnosis)).toMatchObject({ dns: 'passed', tcp: 'failed', http: 'not-reached' });
    expect(diagnosis.verdict?.code).toBe('connection-refused');
  });

  it('fails at HTTP where a page answers', async () => {
    const diagnosis = await examined({ type: 'http', url: started(await startHtml()).url });
    expect(outcomes(diagnosis)).toMatchObject({ http: 'failed', handshake: 'not-reached' });
    expect(diagnosis.verdict).toMatchObject({ code: 'not-mcp' });
  });

  it('fails at HTTP where the server has trouble', async () => {
    const diagnosis = await examined({ type: 'http', url: started(await startStatus(503)).url });
    expect(outcomes(diagnosis)).toMatchObject({ http: 'failed' });
    expect(diagnosis.verdict?.code).toBe('server-error');
  });

  it('tells a clock that is wrong', async () => {
    const server = started(
      await listen((_, response) => {
        response.writeHead(503, { date: new Date(Date.now() - 2 * 3600_000).toUTCString() }).end();
      }),
    );
    const diagnosis = await examined({ type: 'http', url: `${server.origin}/mcp` });
    const http = diagnosis.checks.find((c) => c.name === 'http');
    expect(`${http?.seen} ${http?.evidence?.map((l) => l.text)}`).toContain('120 min ahead of the server');
  });

  it('stops at a sign-in, which is calm and has its action', async () => {
    const diagnosis = await examined({ type: 'http', url: started(await startSignIn()).url });
    expect(outcomes(diagnosis)).toMatchObject({ http: 'passed', handshake: 'not-reached' });
    expect(diagnosis.verdict?.outcome).toBe('needs-you');
    expect(['sign-in', 'enter']).toContain(diagnosis.verdict?.action);
  });

  it('says that a key is refused, and does not show it', async () => {
    const url = started(await startStatus(401)).url;
    const diagnosis = await examined({ type: 'http', url, headers: { Authorization: 'Bearer hunter2-hunter2' } });
    expect(outcomes(diagnosis)).toMatchObject({ http: 'passed', token: 'needs-you' });
    expect(diagnosis.verdict).toMatchObject({ code: 'key-refused', action: 'enter' });
    expect(JSON.stringify(diagnosis)).not.toContain('hunter2');
  });

  it('gives up on a server that says nothing', async () => {
    const file = { type: 'http', url: started(await startSilent()).url };
    const diagnosis = examined(file);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const now = await running.handlers['server:diagnosis']({ name: 'it' });
    expect(now?.verdict).toBeUndefined();
    expect(now && outcomes(now)).toMatchObject({ dns: 'passed', tcp: 'passed', http: 'running', tools: 'not-reached' });
    await running.app.stop();
    expect((await diagnosis).verdict?.outcome).toBe('failed');
  });
});

describe('a certificate', () => {
  const known = tls.getCACertificates();
  afterEach(() => tls.setDefaultCACertificates(known));

  it('that ended is told with its day, its issuer, and a message to whoever can renew it', async () => {
    tls.setDefaultCACertificates([...known, expired]);
    const server = started(await listen(() => undefined, { tls: { key, cert: expired } }));
    const diagnosis = await examined({ type: 'http', url: `${server.origin}/mcp` });
    expect(outcomes(diagnosis)).toMatchObject({ tcp: 'passed', tls: 'failed', http: 'not-reached' });
    expect(seen(diagnosis, 'tls')).toContain('valid until 2020-02-01, issued by mcp-tray expired');
    expect(diagnosis.verdict).toMatchObject({ outcome: 'failed', action: 'copy' });
    expect(diagnosis.verdict?.title).toMatch(/^The server’s certificate ended \d+ days ago$/u);
    expect(diagnosis.verdict?.message).toContain('ended on 2020-02-01');
    expect(server.seen).toHaveLength(0);
  });

  it('that the server signed itself is told as such', async () => {
    const server = started(await listen(() => undefined, { tls: { key, cert: selfSigned } }));
    const diagnosis = await examined({ type: 'http', url: `${server.origin}/mcp` });
    expect(diagnosis.verdict?.title).toBe('The server signed its certificate itself');
    expect(evidence(diagnosis, 'tls')).toEqual([{ text: 'DEPTH_ZERO_SELF_SIGNED_CERT', tells: true }]);
  });

  it('is missing where the port speaks no TLS', async () => {
    const server = started(await listen((_, response) => response.end()));
    const diagnosis = await examined({ type: 'http', url: `https://127.0.0.1:${server.port}/mcp` });
    expect(diagnosis.verdict?.title).toBe(`Port ${server.port} of 127.0.0.1 does not speak TLS`);
  });
});

describe('a command', () => {
  it('that is not there names what brings it, and where was looked', async () => {
    const diagnosis = await examined({ command: 'uvx', args: ['mcp-server-git'] }, { env: { PATH: '/nowhere/bin' } });
    expect(outcomes(diagnosis)).toMatchObject({ path: 'failed', spawn: 'not-reached' });
    expect(diagnosis.verdict).toMatchObject({ title: 'uvx is not installed', code: 'command-not-found' });
    expect(diagnosis.verdict?.text).toContain('uvx comes with uv.');
    expect(evidence(diagnosis, 'path').map((l) => l.text)).toContain('/nowhere/bin');
  });

  it('that ends shows its last lines, and what they mean', async () => {
    const script = `console.error('Starting postgres 0.6.2');
      console.error('Error: connect ECONNREFUSED 127.0.0.1:5432'); process.exit(1)`;
    const diagnosis = await examined(node(script));
    expect(outcomes(diagnosis)).toEqual({
      path: 'passed',
      spawn: 'passed',
      stderr: 'failed',
      handshake: 'not-reached',
      tools: 'not-reached',
    });
    expect(diagnosis.verdict).toMatchObject({ title: 'PostgreSQL is not running', code: 'process-exited' });
    expect(evidence(diagnosis, 'stderr').at(-1)).toEqual({
      text: 'Error: connect ECONNREFUSED 127.0.0.1:5432',
      tells: true,
    });
  });

  it('that ends without a word says so', async () => {
    const diagnosis = await examined(node('process.exit(3)'));
    expect(seen(diagnosis, 'stderr')).toBe('nothing before it ended with exit code 3');
    expect(diagnosis.verdict?.title).toBe('The server ended with exit code 3');
  });

  it('that needs a variable is told which, and never shows the others', async () => {
    const script = `console.error('env GITHUB_TOKEN is ' + process.env.GITHUB_TOKEN);
      console.error('Error: MY_API_KEY is not set'); process.exit(1)`;
    const diagnosis = await examined(node(script, { env: { GITHUB_TOKEN: 'plain-secret-value-1234' } }));
    expect(diagnosis.verdict?.title).toBe('MY_API_KEY is not set');
    expect(JSON.stringify(diagnosis)).not.toContain('plain-secret-value-1234');
    expect(diagnosis.report).toContain('MY_API_KEY');
  });

  it('whose folder is gone fails before every check', async () => {
    const diagnosis = await examined(node('', { cwd: '/nowhere/at/all' }));
    expect(diagnosis.checks[0]).toMatchObject({ name: 'entry', outcome: 'failed' });
    expect(diagnosis.verdict?.code).toBe('folder-missing');
  });

  it('leaves no process behind', async () => {
    const script = `console.error('pid ' + process.pid); setInterval(() => {}, 1000)`;
    const work = examined(node(script));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const pid = Number(
      /\d+/u.exec(seen((await running.handlers['server:diagnosis']({ name: 'it' })) as Diagnosis, 'spawn') ?? '')?.[0],
    );
    expect(pid).toBeGreaterThan(1);
    await running.app.stop();
    await work;
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/u);
  });
});

describe('an examination', () => {
  it('is not made of a server that is off', async () => {
    const diagnosis = await examined(node('process.exit(1)', { disabled: true }));
    expect(diagnosis.verdict).toMatchObject({ outcome: 'off', action: 'turn-on' });
    expect(new Set(diagnosis.checks.map((c) => c.outcome))).toEqual(new Set(['not-reached']));
  });

  it('is one for everybody who asks meanwhile, and is kept', async () => {
    const first = await examined({ type: 'http', url: started(await startModernHttp()).url });
    expect(await running.handlers['server:diagnosis']({ name: 'it' })).toEqual(first);
    const [a, b] = await Promise.all([
      running.handlers['server:diagnose']({ name: 'it' }),
      running.handlers['server:diagnose']({ name: 'it' }),
    ]);
    expect(a).toEqual(b);
  });

  it('gives a report with machine, server, verdict and checks', async () => {
    const { report = '' } = await examined({ type: 'http', url: started(await startDown()).url });
    expect(report).toContain(
      `MCP Tray 0.0.0-test (web), ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    );
    expect(report).toContain('Server it (HTTP)');
    expect(report).toContain('[connection-refused]');
    expect(report).toMatch(/passed: DNS: 127\.0\.0\.1, \d+ ms/u);
    expect(report).toContain('failed: TCP: ');
    expect(report).toContain('not reached: Tools: not reached');
  });

  it('speaks the language in force', async () => {
    const diagnosis = await examined(
      { type: 'http', url: started(await startDown()).url },
      { settings: { language: 'ja' } },
    );
    expect(seen(diagnosis, 'http')).toBe('未到達');
  });
});
