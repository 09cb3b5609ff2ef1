// Temp files of killed writers are found by their names, and nothing else is taken for one.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepTempFiles } from '../../src/main/files/temp-files';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-temp-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const names = () => fs.readdirSync(folder).sort();
const put = (name: string) => fs.writeFileSync(path.join(folder, name), 'x');
const tempOf = (pid: number | undefined) => `mcp.json.mcp-tray-${pid}-0123456789ab.tmp`;

describe('sweepTempFiles', () => {
  it('removes what a dead writer left, and nothing that is young, alive or not ours', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const stay = ['mcp.json', tempOf(process.pid), tempOf(process.ppid), 'mcp.json.tmp.1.abc'];
    for (const name of [tempOf(dead), ...stay]) put(name);
    expect(await sweepTempFiles(folder, Date.now())).toEqual({ removed: [], young: true });
    expect(await sweepTempFiles(folder, Date.now() + 11_000)).toEqual({ removed: [tempOf(dead)], young: false });
    expect(names()).toEqual([...stay].sort());
    expect(await sweepTempFiles(path.join(folder, 'none'), Date.now())).toEqual({ removed: [], young: false });
  });

  it('knows a number that someone else has by now: one older than this process, and any that is an hour old', async () => {
    for (const pid of [process.pid, process.ppid]) put(tempOf(pid));
    const before = new Date(performance.timeOrigin - 60_000);
    fs.utimesSync(path.join(folder, tempOf(process.pid)), before, before);
    expect((await sweepTempFiles(folder, Date.now())).removed).toEqual([tempOf(process.pid)]);
    expect((await sweepTempFiles(folder, Date.now() + 3_700_000)).removed).toEqual([tempOf(process.ppid)]);
    expect(names()).toEqual([]);
  });

  it('leaves links and folders of such a name', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    fs.mkdirSync(path.join(folder, tempOf(dead)));
    fs.symlinkSync('mcp.json', path.join(folder, `x${tempOf(dead)}`));
    expect((await sweepTempFiles(folder, Date.now() + 3_700_000)).removed).toEqual([]);
  });
});
