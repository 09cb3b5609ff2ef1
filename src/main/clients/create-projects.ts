// The files that clients have for single folders, as the rest of the core sees them: planned, written and taken back.
import { AppError } from '../../shared/errors';
import type { ProjectScope, ProjectTarget } from '../../shared/project-model';
import type { ProjectStates, Projects, Wanted } from '../ports';
import type { ClientAdapter } from './adapter';
import { applyPlan, makePlan } from './apply';
import { type ClientsOptions, roomOf, standingKey, summary } from './create-clients';
import { settleDrift } from './drift';
import { undoLast } from './history';
import type { Room } from './look';
import { restoreOriginal } from './original';
import { adapterFor, realFolder } from './project';
import { ADAPTERS, adapterOf } from './registry';

type State = ProjectStates['clients'][number];

/** Nothing is watched: folders are many, and are looked at when someone asks about them. */
export function createProjects(options: ClientsOptions): Projects {
  const { adapters = ADAPTERS } = options;
  const room = roomOf(options);
  const at = (target: ProjectTarget) => adapterFor(adapterOf(target.client, adapters), target);
  return {
    folderOf: realFolder,
    summaries: async (folder, wanted) => {
      const states = adapters.flatMap((adapter) =>
        scopesOf(adapter).map((scope) => {
          const target = { folder, client: adapter.id, scope };
          return stateOf(room, adapter, target, wanted(target));
        }),
      );
      const clients = (await Promise.all(states)).filter((state) => state !== undefined);
      return { clients, without: await withoutProjects(room, adapters) };
    },
    check: async (target) => void (await at(target).place(room.around)),
    usesKey: ({ scope }, wanted) => scope === 'local' && wanted.some((one) => one.delivery === 'brokered'),
    plan: async (target, wanted) => makePlan(room, at(target), wanted),
    apply: async (target, wanted, id) => applyPlan(room, at(target), wanted, id),
    undo: async (target) => undoLast(room, at(target)),
    standingKey: async (target) => standingKey(room, at(target)),
    resolveDrift: async (target, server, choice) => {
      room.repairs.letGo(target.client);
      return settleDrift(room, at(target), server, choice);
    },
    restore: async (target) => restoreOriginal(room, at(target)),
    settled: room.repairs.settled,
    stop: room.repairs.stop,
  };
}

function scopesOf({ project }: ClientAdapter): readonly ProjectScope[] {
  if (!project) return [];
  return project.local ? ['project', 'local'] : ['project'];
}

/** A file that cannot be used is a problem where something is wanted of it; else it is nobody's business here. */
async function stateOf(
  room: Room,
  adapter: ClientAdapter,
  target: ProjectTarget,
  wanted: readonly Wanted[],
): Promise<State | undefined> {
  const { scope, folder } = target;
  try {
    const state = await summary(room, adapterFor(adapter, target), wanted);
    return state.sync.kind === 'problem' && wanted.length === 0 ? undefined : { ...state, scope };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'project-folder-missing') throw error;
    if (wanted.length === 0) return undefined;
    const { id, name, sees, evidence } = adapter;
    const installed = await isInstalled(room, adapter);
    const sync = { kind: 'problem', problem: error } as const;
    return {
      id,
      name,
      sees,
      evidence,
      installed,
      scope,
      file: folder,
      bridged: false,
      holdsKey: false,
      sync,
      canUndo: false,
      canRestore: false,
      cells: [],
    };
  }
}

const isInstalled = async ({ around }: Room, adapter: ClientAdapter): Promise<boolean> =>
  adapter.installed(around, await adapter.place(around));

async function withoutProjects(room: Room, adapters: readonly ClientAdapter[]): Promise<readonly string[]> {
  const without = adapters.filter((adapter) => adapter.project === undefined);
  const here = await Promise.all(without.map((adapter) => isInstalled(room, adapter)));
  return without.filter((_, i) => here[i]).map(({ name }) => name);
}
