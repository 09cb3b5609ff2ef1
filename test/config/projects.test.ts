// What the shared config says about single folders: read, and edited in place.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSharedConfig } from '../../src/main/config/shared-config';
import type { SharedConfig } from '../../src/main/ports';
import { keptLog, realClock } from '../support/fakes';

let folder: string;
let file: string;
let open: SharedConfig | undefined;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-projects-'));
  file = path.join(folder, 'mcp.json');
});
afterEach(async () => {
  await open?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});
async function config(text: string): Promise<SharedConfig> {
  fs.writeFileSync(file, text);
  open = await createSharedConfig({ file, log: keptLog(), clock: realClock, watch: false });
  return open;
}
const text = () => fs.readFileSync(file, 'utf8');

const SERVERS = '"mcpServers": { "notes": { "command": "x" }, "web": { "url": "http://h/" } }';
const there = (scope: 'project' | 'local') => ({ folder: '/work/app', client: 'claude-code', scope }) as const;

it('names servers by folder, client and scope, and keeps what it does not know', async () => {
  const c = await config(
    `{ ${SERVERS}, "projects": { "/work/app": { "claude-code": { "project": { "notes": "direct" }, "x": 1 }, "new-client": {} }, "C:\\\\w": {} } }`,
  );
  expect(c.problem()).toBeUndefined();
  expect(c.list().projects).toEqual({
    '/work/app': { 'claude-code': { project: { notes: 'direct' } }, 'new-client': {} },
    'C:\\w': {},
  });
});

it('is absent where nothing was chosen', async () => {
  expect((await config(`{ ${SERVERS} }`)).list()).not.toHaveProperty('projects');
});

it('gets a choice and gives the text back byte for byte when the last one goes', async () => {
  const before = `{\n  // mine\n  ${SERVERS}\n}\n`;
  const c = await config(before);
  await c.setProjectDelivery(there('project'), 'notes', 'direct');
  await c.setProjectDelivery(there('local'), 'web', 'brokered');
  expect(c.list().projects).toEqual({
    '/work/app': { 'claude-code': { project: { notes: 'direct' }, local: { web: 'brokered' } } },
  });
  await c.setProjectDelivery(there('project'), 'web', undefined);
  await c.setProjectDelivery(there('project'), 'notes', undefined);
  expect(c.list().projects).toEqual({ '/work/app': { 'claude-code': { local: { web: 'brokered' } } } });
  await c.setProjectDelivery(there('local'), 'web', undefined);
  expect(text()).toBe(before);
  await expect(c.setProjectDelivery(there('local'), 'gone', 'direct')).rejects.toMatchObject({
    code: 'server-unknown',
  });
  expect(text()).toBe(before);
});

it('loses with a server what was chosen for it, and nothing else', async () => {
  const other = '"/else": { "codex": { "project": { "web": "direct" /* why */ } } }';
  const c = await config(
    `{ ${SERVERS}, "projects": { "/work/app": { "claude-code": { "local": { "notes": "brokered" } }, "old-client": { "project": { "notes": "off" } } }, ${other} } }`,
  );
  await c.remove('notes');
  expect(text()).toContain(other);
  expect(c.list().projects).toEqual({ '/else': { codex: { project: { web: 'direct' } } } });
});
