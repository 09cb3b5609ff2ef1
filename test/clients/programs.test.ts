// Looking for programs and files on a machine where some of it cannot be looked at.
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import { claudeCode } from '../../src/main/clients/claude-code';
import { hasProgram } from '../../src/main/clients/programs';
import { qwenCode } from '../../src/main/clients/qwen-code';
import { type Desk, desk, direct, http } from './support';

const refused = (file: string) =>
  Object.assign(new Error(`EIO: i/o error, access '${file}'`), { code: 'EIO', syscall: 'access', path: file });

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    access: (file: string, mode?: number) =>
      file.startsWith('/stale/') ? Promise.reject(refused(file)) : real.access(file, mode),
  };
});

let d: Desk | undefined;
afterEach(() => d?.dispose());
const wanted = [direct(http('a'))];

it('a program is not where a folder cannot be looked at, and may be in the next', async () => {
  const around = { home: '/none', env: { PATH: '' }, platform: 'linux' } as const;
  expect(await hasProgram('claude', around, ['/stale/bin'])).toBe(false);
  const folder = path.dirname(process.execPath);
  const PATH = `/stale/bin:${folder}`;
  expect(await hasProgram(path.basename(process.execPath), { ...around, env: { PATH } })).toBe(true);
});

it.each<[string, Partial<ClientAdapter>]>([
  ['where its file is', { place: () => Promise.reject(refused('/stale/file')) }],
  ['whether it is there', { installed: () => Promise.reject(refused('/stale/file')) }],
])('a client of which nobody can say %s has that problem alone', async (_, broken) => {
  d = desk({ adapters: [{ ...qwenCode, ...broken }, claudeCode] });
  d.write('{}');
  const [qwen, claude] = await d.clients.summaries(() => wanted);
  expect(qwen).toMatchObject({ id: 'qwen-code', installed: true, cells: [], canUndo: false });
  expect(qwen?.sync).toMatchObject({
    kind: 'problem',
    problem: { code: 'file-failed', params: { file: '/stale/file', reason: 'EIO' } },
  });
  expect(claude?.sync).toEqual({ kind: 'changes', count: 1 });
  const told = vi.fn();
  d.clients.onChange(told);
  await vi.waitFor(() => expect(told).toHaveBeenCalled());
  told.mockClear();
  d.write('{ }');
  await vi.waitFor(() => expect(told).toHaveBeenCalled());
});

it('a client whose file nobody can find is told so when it is to be written', async () => {
  d = desk({ adapters: [{ ...claudeCode, place: () => Promise.reject(refused('/stale/file')) }] });
  await expect(d.clients.plan('claude-code', wanted)).rejects.toMatchObject({ code: 'file-failed' });
});

it('a bug of ours stays one', async () => {
  d = desk({ adapters: [{ ...claudeCode, place: () => Promise.reject(new TypeError('ours')) }] });
  await expect(d.clients.summaries(() => wanted)).rejects.toThrow(TypeError);
});
