// What the tests of real programs have in common: a desk for each test, and looks that are the same for every client.
import { afterEach, beforeEach, expect } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import { AppError } from '../../src/shared/errors';
import type { ClientId, Server } from '../../src/shared/model';
import type { Script } from '../support/models/conversation';
import { startModels } from '../support/models/start-models';
import type { ProgramRun } from '../support/real-program';
import { type Scene, startScene } from './scene';
import { type Desk, type DeskOptions, desk } from './support';

/** What a test started; it is stopped after it, the last one first. */
export type Stops = (() => Promise<unknown>)[];

/** A desk for each test, handed to `take`. */
export function freshDesk(options: DeskOptions, take: (made: Desk) => void): Stops {
  const stops: Stops = [];
  beforeEach(() => {
    const made = desk(options);
    stops.push(made.dispose);
    take(made);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  return stops;
}

/** Writes all three transports directly, then by the broker; `look` is where the program connects. */
export async function reachesAll(client: ClientId, d: Desk, stops: Stops, look: () => Promise<void>): Promise<void> {
  const scene: Scene = await startScene(client, d.home);
  stops.push(scene.stop);
  for (const [wanted, relayed] of [
    [scene.direct, []],
    [scene.brokered, ['local', 'old', 'web']],
  ] as const) {
    expect(await d.sync(wanted)).toBe(3);
    await look();
    expect(scene.reached()).toEqual(['local', 'old', 'web']);
    expect(scene.relayed()).toEqual(relayed);
  }
}

/** What the program wrote itself says the same to us as what we would have written. */
export function writesAsWeDo(adapter: ClientAdapter, servers: readonly Server[], theirs: (name: string) => unknown) {
  for (const server of servers)
    expect(adapter.comparable(theirs(server.name))).toEqual(adapter.comparable(adapter.entryOf(server)));
}

/** A file is broken for the program where it is for us. */
export async function breaksWhereWeDo(
  client: ClientId,
  d: Desk,
  texts: readonly string[],
  list: () => Promise<ProgramRun>,
): Promise<void> {
  for (const text of texts) {
    d.write(text);
    const ours = await opens(client, d);
    expect([text, (await list()).code === 0]).toEqual([text, ours]);
  }
}

async function opens(client: ClientId, d: Desk): Promise<boolean> {
  try {
    await d.clients.plan(client, []);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('file-')) return false;
    throw error;
  }
}

/** Two calls of a tool that reads a note. */
export const readsTwice = (tool: string): Script => ({
  tool,
  call: (n) => ({ args: { id: String(n) }, answer: `note ${n}` }),
  isOver: (made) => made === 2,
});

/** One session of the program on a scripted model; tells what the model heard and what it was offered. */
export async function scripted(script: Script, stops: Stops, run: (model: string) => Promise<ProgramRun>) {
  const models = await startModels({ one: script });
  stops.push(models.stop);
  const { code, out } = await run(models.urlOf('one'));
  expect([code, code === 0 ? '' : out]).toEqual([0, '']);
  return { heard: models.heard('one'), offered: models.offered('one') };
}
