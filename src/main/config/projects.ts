// What the shared config says about single folders: which servers a client gets there, in which file. Nothing by default.
import path from 'node:path';
import { z } from 'zod';
import type { Delivery } from '../../shared/model';
import type { ProjectChoices, ProjectScope } from '../../shared/project-model';
import type { JsonText } from '../files/json-text';

export const PROJECTS = 'projects';

const choices = z.record(z.string(), z.enum(['direct', 'brokered', 'off'])).optional();
/** By folder, client and scope. Unknown clients and scopes may stand there, as everywhere. */
export const projects = z.record(z.string(), z.record(z.string(), z.looseObject({ project: choices, local: choices })));

/** Absolute on any platform: the file may be kept with dotfiles, and a folder of another machine does no harm here. */
export const isFolder = (name: string): boolean => path.posix.isAbsolute(name) || path.win32.isAbsolute(name);

export function projectChoices(data: z.infer<typeof projects>): ProjectChoices {
  return Object.fromEntries(
    Object.entries(data).map(([folder, clients]) => [
      folder,
      Object.fromEntries(
        Object.entries(clients).map(([client, { project, local }]) => [
          client,
          { ...(project && { project }), ...(local && { local }) },
        ]),
      ),
    ]),
  );
}

const SCOPES: readonly ProjectScope[] = ['project', 'local'];
/** A client of any name: what stands in the file may be of another version. */
interface Place {
  readonly folder: string;
  readonly client: string;
  readonly scope: ProjectScope;
}

/** What was made for a choice goes with the last one. `undefined` is no choice: the server is not written there. */
export function chooseInProject(
  text: JsonText,
  { folder, client, scope }: Place,
  server: string,
  delivery: Delivery | undefined,
): JsonText {
  const at = [PROJECTS, folder, client, scope];
  if (delivery !== undefined) return text.with([...at, server], delivery);
  if (text.value([...at, server]) === undefined) return text;
  return text.without([...at, server], { prune: [at, at.slice(0, 3), at.slice(0, 2), at.slice(0, 1)] });
}

/** Takes out what was chosen for a server in any folder. */
export function forgetInProjects(text: JsonText, server: string): JsonText {
  const targets = text
    .keys([PROJECTS])
    .flatMap((folder) => text.keys([PROJECTS, folder]).map((client) => [folder, client] as const))
    .flatMap(([folder, client]) => SCOPES.map((scope) => ({ folder, client, scope })));
  return targets.reduce((left, target) => chooseInProject(left, target, server, undefined), text);
}
