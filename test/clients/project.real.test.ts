// What real programs make of the files that we write for one folder.
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientId } from '../../src/shared/model';
import { claude, claudeIsMissing } from '../support/claude';
import { codex, codexIsMissing } from '../support/codex';
import { copilot, copilotIsMissing } from '../support/copilot';
import { gemini, geminiIsMissing } from '../support/gemini';
import { opencode, opencodeIsMissing } from '../support/opencode';
import { qwen, qwenIsMissing } from '../support/qwen';
import { type ProjectDesk, projectDesk } from './project-desk';
import { startScene } from './scene';
import { brokered, direct, http, stdio } from './support';

const json = JSON.stringify;
let d: ProjectDesk;
beforeEach(() => {
  d = projectDesk();
});
afterEach(() => d.dispose());

const inHome = (text: string, ...names: string[]) => {
  const file = path.join(d.home, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};
/** One server by its own entry, one by the broker: what a folder is given. */
const BOTH = [direct(http('web')), brokered(stdio('notes'))];
const write = (client: ClientId) => d.syncThere(d.target(client), BOTH);

describe.skipIf(claudeIsMissing())('the real Claude Code', () => {
  it('lists what we wrote into .mcp.json, and waits for the person; then connects', { timeout: 60_000 }, async () => {
    const scene = await startScene('claude-code', d.home);
    try {
      expect(await d.syncThere(d.target(), [...scene.direct, brokered(stdio('notes'))])).toBe(4);
      const list = async () => (await claude(d.home, ['mcp', 'list'], {}, d.folder)).out;
      const waiting = await list();
      for (const name of ['web', 'old', 'local']) expect(waiting).toMatch(new RegExp(`^${name}: .*Pending`, 'mu'));
      expect(waiting).toMatch(/^notes: mcp-tray bridge notes - .*Pending/mu);
      expect(waiting).not.toMatch(/diagnostics|\[error\]/iu);
      expect(scene.reached()).toEqual([]);
      inHome('{"enableAllProjectMcpServers": true}', '.claude/settings.json');
      const approved = await list();
      for (const name of ['web', 'old', 'local']) expect(approved).toMatch(new RegExp(`^${name}: .*Connected`, 'mu'));
      expect(scene.reached()).toEqual(['local', 'old', 'web']);
      await d.syncThere(d.target(), []);
      expect(await list()).toMatch(/No MCP servers configured/u);
    } finally {
      await scene.stop();
    }
  });

  it('connects by the broker to local entries in their folder alone', { timeout: 60_000 }, async () => {
    const scene = await startScene('claude-code', d.home);
    try {
      const target = d.target('claude-code', 'local');
      expect(await d.syncThere(target, scene.brokered)).toBe(3);
      const { out } = await claude(d.home, ['mcp', 'list'], {}, d.folder);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(new RegExp(`^${name}: .*Connected`, 'mu'));
      expect(scene.relayed()).toEqual(['local', 'old', 'web']);
      expect((await claude(d.home, ['mcp', 'get', 'web'], {}, d.folder)).out).toMatch(/Scope: Local config/u);
      expect((await claude(d.home, ['mcp', 'list'])).out).toMatch(/No MCP servers configured/u);
    } finally {
      await scene.stop();
    }
  });

  it('keeps its own local entries where we keep ours, repositories and working trees included', async () => {
    const repository = path.join(d.folder, '.git');
    mkdirSync(path.join(repository, 'objects'), { recursive: true });
    mkdirSync(path.join(repository, 'refs'));
    writeFileSync(path.join(repository, 'HEAD'), 'ref: refs/heads/main\n');
    const inside = path.join(d.folder, 'sub');
    mkdirSync(inside);
    const [tree, linked] = [path.join(d.home, 'tree'), path.join(repository, 'worktrees', 'tree')];
    for (const folder of [tree, linked]) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(tree, '.git'), `gitdir: ${linked}\n`);
    writeFileSync(path.join(linked, 'HEAD'), 'ref: refs/heads/other\n');
    writeFileSync(path.join(linked, 'commondir'), '../..\n');
    writeFileSync(path.join(linked, 'gitdir'), `${path.join(tree, '.git')}\n`);
    const add = (name: string, folder: string) =>
      claude(d.home, ['mcp', 'add', '-t', 'http', name, 'http://127.0.0.1:1/'], {}, folder);
    await add('theirs', inside);
    await add('other', tree);
    await d.syncThere(d.target('claude-code', 'local'), BOTH);
    const { projects } = JSON.parse(readFileSync(d.file, 'utf8'));
    expect(Object.keys(projects[realpathSync(d.folder)].mcpServers)).toEqual(['theirs', 'other', 'web', 'notes']);
    expect(projects[realpathSync(inside)]?.mcpServers ?? {}).toEqual({});
    expect(projects[realpathSync(tree)]?.mcpServers ?? {}).toEqual({});
  });
});

it.skipIf(codexIsMissing())('the real Codex reads ours in a folder that it trusts', async () => {
  await write('codex');
  const list = async () => (await codex(d.home, ['mcp', 'list'], {}, d.folder)).out;
  expect(await list()).toMatch(/No MCP servers/u);
  inHome(`[projects.${json(d.folder)}]\ntrust_level = "trusted"\n`, '.codex/config.toml');
  expect(await list()).toMatch(/notes +mcp-tray +bridge notes[\s\S]*web +http:\/\/127\.0\.0\.1:1\/web/u);
});

it.skipIf(copilotIsMissing())('the real Copilot CLI reads ours in a folder that it trusts', async () => {
  inHome(json({ trustedFolders: [d.folder] }), '.copilot/config.json');
  const list = async () => (await copilot(d.home, ['mcp', 'list'], {}, d.folder)).out;
  await write('copilot-cli');
  expect(await list()).toMatch(/Workspace servers:\s+web \(http\)\s+notes \((?:local|stdio)\)/u);
  // Where Claude Code's file is, that is the one it reads: and ours from then on.
  await d.syncThere(d.target('claude-code'), [direct(http('theirs'))]);
  expect(await list()).not.toMatch(/web/u);
  await write('copilot-cli');
  expect(await list()).toMatch(/theirs[\s\S]*web[\s\S]*notes/u);
});

it.skipIf(geminiIsMissing())('the real Gemini CLI reads ours in a folder that it trusts', async () => {
  await write('gemini-cli');
  const list = async (trust: string) =>
    (await gemini(d.home, ['mcp', 'list'], { GEMINI_CLI_TRUST_WORKSPACE: trust }, d.folder)).out;
  expect(await list('')).toMatch(/notes: mcp-tray bridge notes .*Disabled/u);
  inHome(json({ [d.folder]: 'TRUST_FOLDER' }), '.gemini/trustedFolders.json');
  expect(await list('')).toMatch(/web: http:\/\/127\.0\.0\.1:1\/web .*Disconnected[\s\S]*notes: .*Disconnected/u);
});

it.skipIf(qwenIsMissing())('the real Qwen Code reads ours, and waits for the person', async () => {
  await write('qwen-code');
  const { out } = await qwen(d.home, ['mcp', 'list'], {}, d.folder);
  expect(out).toMatch(/web: .*Pending[\s\S]*notes: mcp-tray bridge notes .*Pending/u);
});

it.skipIf(opencodeIsMissing())('the real opencode reads ours', async () => {
  await write('opencode');
  const { out } = await opencode(d.home, ['mcp', 'list'], {}, d.folder);
  expect(out).toMatch(/web[\s\S]*notes[\s\S]*mcp-tray bridge notes/u);
});
