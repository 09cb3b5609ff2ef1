import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CatalogCache, createCatalogCache } from '../../src/main/connections/catalog-cache';
import type { Catalog, Server } from '../../src/shared/model';
import { keptLog } from '../support/fakes';
import { manualClock } from '../support/manual-clock';

const MINUTE = 60_000;
const server: Server = { name: 'it', type: 'http', url: 'http://127.0.0.1:1/', headers: {}, disabled: false };
const listing = (fingerprint: string): Catalog => ({
  tools: [],
  resources: [],
  templates: [],
  prompts: [],
  fingerprint,
});
let folder: string;
let clock: ReturnType<typeof manualClock>;
let cache: CatalogCache;
const write = (fingerprint: string) => cache.write(server, { catalog: listing(fingerprint), askedForSignIn: false });
const written = () => {
  const [file] = readdirSync(folder);
  return file === undefined ? undefined : JSON.parse(readFileSync(path.join(folder, file), 'utf8')).catalog.fingerprint;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'catalogs-'));
  clock = manualClock();
  cache = createCatalogCache(folder, keptLog(), clock);
});
afterEach(async () => {
  await cache.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('is written at once the first time, and then every five minutes at most, with what was listed last', async () => {
  write('one');
  await vi.waitFor(() => expect(written()).toBe('one'));
  for (const [minute, print] of ['two', 'three', 'four'].entries()) {
    write(print);
    clock.pass(minute === 0 ? 0 : MINUTE);
  }
  expect(clock.waiting()).toBe(1);
  expect(written()).toBe('one');
  clock.pass(3 * MINUTE);
  await vi.waitFor(() => expect(written()).toBe('four'));
  expect(clock.waiting()).toBe(0);
});

it('has what was listed last when it is stopped', async () => {
  write('one');
  await vi.waitFor(() => expect(written()).toBe('one'));
  write('two');
  await cache.stop();
  expect(written()).toBe('two');
  expect(clock.waiting()).toBe(0);
});
