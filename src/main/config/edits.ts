// The edits of the shared config as pure functions from text to text: comments, order and unknown keys stay.
import { AppError } from '../../shared/errors';
import type { ClientId, Delivery, Json, JsonObject, ServerDraft } from '../../shared/model';
import type { ProjectTarget } from '../../shared/project-model';
import type { JsonText } from '../files/json-text';
import { requireName } from './names';
import { chooseInProject, forgetInProjects } from './projects';
import { isProblem, parseEntry } from './schema';

const SERVERS = 'mcpServers';
/** What the file says when the first edit makes it. */
export const NEW_CONFIG = `{\n  "${SERVERS}": {}\n}\n`;

/** @throws AppError server-name-invalid, server-name-reserved, server-name-taken, url-invalid, entry-invalid */
export function addServers(text: JsonText, drafts: readonly ServerDraft[]): JsonText {
  return drafts.reduce((current, draft) => {
    requireName(draft.name);
    if (current.keys([SERVERS]).includes(draft.name)) throw new AppError('server-name-taken', { name: draft.name });
    return current.with([SERVERS, draft.name], entryOf(draft));
  }, text);
}

/** The entry as it is written: what the transport needs, and nothing that says only the default. */
export function entryOf(draft: ServerDraft): JsonObject {
  const { type, url, headers = {}, command, args = [], env = {}, cwd, disabled, timeout, oauth } = draft;
  const { perClient, disabledTools = [] } = draft;
  const remote = {
    ...(url !== undefined && { url }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(oauth !== undefined && { oauth }),
  };
  const local = {
    ...(command !== undefined && { command }),
    ...(args.length > 0 && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(perClient === true && { perClient }),
  };
  const entry = {
    type,
    ...(type === 'stdio' ? local : remote),
    ...(disabled === true && { disabled }),
    ...(timeout !== undefined && { timeout }),
    ...(disabledTools.length > 0 && { disabledTools }),
  };
  const server = parseEntry(draft.name, entry);
  if (!isProblem(server)) return entry satisfies Json;
  if (server.problem === 'urlInvalid') throw new AppError('url-invalid', { url: url ?? '' });
  throw new AppError('entry-invalid', { name: draft.name, problem: server.problem, ...server.params });
}

/** Removes the entry and what was chosen for it, so that a later server of that name starts anew. */
export function removeServer(text: JsonText, name: string): JsonText {
  requireServer(text, name);
  const chosen = text
    .keys(['clients'])
    .filter((client) => text.value(['clients', client, 'servers', name]) !== undefined);
  return chosen.reduce(
    (current, client) => setDelivery(current, client, name, undefined),
    forgetInProjects(text.without([SERVERS, name]), name),
  );
}

export function setDisabled(text: JsonText, name: string, disabled: boolean): JsonText {
  requireServer(text, name);
  const path = [SERVERS, name, 'disabled'];
  return disabled ? text.with(path, true) : text.without(path);
}

/** @throws AppError server-unknown, entry-invalid where the entry cannot have this header */
export function setHeader(text: JsonText, name: string, header: string, value: string): JsonText {
  requireServer(text, name);
  const changed = text.with([SERVERS, name, 'headers', header], value);
  const server = parseEntry(name, changed.value([SERVERS, name]));
  if (isProblem(server)) throw new AppError('entry-invalid', { name, problem: server.problem, ...server.params });
  if (server.type === 'stdio') throw new AppError('entry-invalid', { name, problem: 'unexpectedValue' });
  return changed;
}

/** Names of switched-off tools stay in the order in which they were switched off. @throws AppError server-unknown */
export function setTool(text: JsonText, name: string, tool: string, on: boolean): JsonText {
  requireServer(text, name);
  const path = [SERVERS, name, 'disabledTools'];
  const value = text.value(path);
  const listed = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  if (listed.includes(tool) !== on) return text;
  const left = on ? listed.filter((one) => one !== tool) : [...listed, tool];
  return left.length === 0 ? text.without(path) : text.with(path, left);
}

/** @throws AppError server-unknown, entry-invalid for what is no command */
export function setPerClient(text: JsonText, name: string, on: boolean): JsonText {
  requireServer(text, name);
  const server = parseEntry(name, text.value([SERVERS, name]));
  if (isProblem(server) || server.type !== 'stdio')
    throw new AppError('entry-invalid', { name, problem: 'unexpectedValue' });
  const path = [SERVERS, name, 'perClient'];
  if (on) return text.with(path, true);
  return text.value(path) === undefined ? text : text.without(path);
}

/** @throws AppError server-unknown */
export function chooseDelivery(
  text: JsonText,
  clients: readonly ClientId[],
  server: string,
  delivery: Delivery | undefined,
): JsonText {
  requireServer(text, server);
  return clients.reduce((current, client) => setDelivery(current, client, server, delivery), text);
}

/** @throws AppError server-unknown */
export function chooseProjectDelivery(
  text: JsonText,
  target: ProjectTarget,
  server: string,
  delivery: Delivery | undefined,
): JsonText {
  requireServer(text, server);
  return chooseInProject(text, target, server, delivery);
}

function setDelivery(text: JsonText, client: string, server: string, delivery: Delivery | undefined): JsonText {
  const path = ['clients', client, 'servers', server];
  if (delivery !== undefined) return text.with(path, delivery);
  if (text.value(path) === undefined) return text;
  return text.without(path, { prune: [['clients', client, 'servers'], ['clients', client], ['clients']] });
}

function requireServer(text: JsonText, name: string): void {
  if (!text.keys([SERVERS]).includes(name)) throw new AppError('server-unknown', { name });
}
