// What clients should get in single folders, and what is done to the files there, as it spans rooms.
import { realpath } from 'node:fs/promises';
import { hasErrno } from '../shared/errors';
import type { Translate } from '../shared/messages';
import type { ApplyResult, Delivery, DriftChoice, Plan } from '../shared/model';
import type { ProjectSummary, ProjectTarget } from '../shared/project-model';
import type { Brokering } from './brokering';
import { secretFacts } from './client-acts';
import type { Rooms } from './core';
import { wantedInFolder } from './delivery';
import { clientSummary } from './snapshot';

/** Folders are absolute; how they are written does not matter. */
export interface ProjectActs {
  /** @throws AppError project-folder-missing */
  project(folder: string): Promise<ProjectSummary>;
  planProject(target: ProjectTarget): Promise<Plan>;
  applyProject(target: ProjectTarget, planId: string): Promise<ApplyResult>;
  undoProject(target: ProjectTarget): Promise<ApplyResult>;
  resolveProjectDrift(target: ProjectTarget, server: string, choice: DriftChoice): Promise<void>;
  /** `undefined` takes the server out of what is wanted there. */
  setProjectDelivery(target: ProjectTarget, server: string, delivery: Delivery | undefined): Promise<void>;
}

export function projectActs(rooms: Rooms, brokering: Brokering, translate: () => Translate): ProjectActs {
  const { projects, config } = rooms;
  /** The target with its folder as the system has it, and the folder as mcp.json writes it. */
  const find = async (target: ProjectTarget) => {
    const folder = await projects.folderOf(target.folder);
    return {
      target: { ...target, folder },
      written: await writtenAs(folder, Object.keys(config.list().projects ?? {})),
    };
  };
  const wanted = (target: ProjectTarget, written: string) => {
    const problem = config.problem();
    if (problem) throw problem.error;
    return wantedInFolder(
      { ...target, folder: written },
      config.list(),
      secretFacts(rooms),
      brokering.doorsOf(target.client),
    );
  };
  const wantedNow = async (target: ProjectTarget, written: string) => {
    const first = wanted(target, written);
    if (!projects.usesKey(target, first)) return first;
    await brokering.prepare(target.client);
    return wanted(target, written);
  };
  const withWanted = async <T>(
    asked: ProjectTarget,
    act: (target: ProjectTarget, wanted: Awaited<ReturnType<typeof wantedNow>>) => Promise<T>,
  ): Promise<T> => {
    const { target, written } = await find(asked);
    return act(target, await wantedNow(target, written));
  };
  return {
    project: async (asked) => {
      const folder = await projects.folderOf(asked);
      const written = await writtenAs(folder, Object.keys(config.list().projects ?? {}));
      await brokering.keysRead();
      const { clients, without } = await projects.summaries(folder, (target) => wanted(target, written));
      const t = translate();
      return { folder, without, clients: clients.map((c) => ({ ...clientSummary(c, t), scope: c.scope })) };
    },
    planProject: (asked) => withWanted(asked, projects.plan),
    applyProject: (asked, planId) => withWanted(asked, (target, list) => projects.apply(target, list, planId)),
    undoProject: async (asked) => projects.undo((await find(asked)).target),
    resolveProjectDrift: async (asked, server, choice) => {
      const { target, written } = await find(asked);
      const { turnOff } = await projects.resolveDrift(target, server, choice);
      if (turnOff) await config.setProjectDelivery({ ...target, folder: written }, server, undefined);
    },
    setProjectDelivery: async (asked, server, delivery) => {
      const { target, written } = await find(asked);
      await projects.check(target);
      await config.setProjectDelivery({ ...target, folder: written }, server, delivery);
    },
  };
}

/** How a folder is written among `names`: links and a `/` at the end do not count. The folder itself where it is not. */
async function writtenAs(folder: string, names: readonly string[]): Promise<string> {
  if (names.includes(folder)) return folder;
  for (const name of names) if ((await realOf(name)) === folder) return name;
  return folder;
}

async function realOf(name: string): Promise<string | undefined> {
  try {
    return await realpath(name);
  } catch (error) {
    // A folder of another machine, or one that is gone.
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG', 'EINVAL')) return undefined;
    throw error;
  }
}
