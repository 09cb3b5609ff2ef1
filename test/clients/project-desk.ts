// A home with a folder in it, and the files that clients have for that folder.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createProjects } from '../../src/main/clients/create-projects';
import type { Projects, Wanted } from '../../src/main/ports';
import type { ClientId } from '../../src/shared/model';
import type { ProjectScope, ProjectTarget } from '../../src/shared/project-model';
import { clock, type Desk, desk, log } from './support';

export interface ProjectDesk extends Desk {
  readonly projects: Projects;
  /** A folder below the home, empty at first. */
  readonly folder: string;
  target(client?: ClientId, scope?: ProjectScope): ProjectTarget;
  /** Plans and applies at once; resolves with the number of entries written. */
  syncThere(target: ProjectTarget, wanted: readonly Wanted[]): Promise<number>;
  statusesThere(target: ProjectTarget, wanted: readonly Wanted[]): Promise<Record<string, string>>;
}

export function projectDesk(env: Record<string, string> = {}): ProjectDesk {
  const account = desk({ env: { PATH: '', ...env } });
  const { home, state } = account;
  const folder = path.join(home, 'work', 'app');
  mkdirSync(folder, { recursive: true });
  const paths = { home, config: path.join(home, 'config'), state };
  const projects = createProjects({ paths, env: { PATH: '', ...env }, platform: process.platform, clock, log });
  return {
    ...account,
    projects,
    folder,
    target: (client = 'claude-code', scope = 'project') => ({ folder, client, scope }),
    syncThere: async (target, wanted) => {
      const plan = await projects.plan(target, wanted);
      return (await projects.apply(target, wanted, plan.id)).written;
    },
    statusesThere: async (target, wanted) => {
      const { client, scope } = target;
      const { clients } = await projects.summaries(target.folder, (t) =>
        t.client === client && t.scope === scope ? wanted : [],
      );
      const cells = clients.find((c) => c.id === client && c.scope === scope)?.cells ?? [];
      return Object.fromEntries(cells.map((c) => [c.server, c.status]));
    },
  };
}
