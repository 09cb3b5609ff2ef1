import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOwnerOnly } from '../../src/main/files/mode';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-mode-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('makeOwnerOnly', () => {
  it('takes the bits of others from the file behind a link, and leaves those of the owner', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '{}');
    chmodSync(file, 0o456);
    symlinkSync(file, path.join(folder, 'link'));
    await makeOwnerOnly(path.join(folder, 'link'));
    expect(statSync(file).mode & 0o7777).toBe(0o400);
  });

  it('says by name what the system refused', async () => {
    await expect(makeOwnerOnly(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'file-failed' });
  });
});
