// Asks a server for everything it lists: all pages, only what it declares, within bounds.
import type { Tool as WireTool } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { Catalog, Tool } from '../../shared/model';
import { fingerprintOf } from './canonical';
import { toPrompt, toResource, toTemplate, toTool } from './catalog-items';
import { hasUsableHeaders } from './header-schema';
import type { Limits } from './options';
import { changeTexts } from './secrets';
import type { Session } from './session';

export interface LoadedCatalog {
  readonly catalog: Catalog;
  /** Definitions as the server sent them, by name: calls over 2026-07-28 mirror arguments into headers by them. */
  readonly definitions: ReadonlyMap<string, WireTool>;
  /** Set when only part of the catalog arrived. */
  readonly problem: AppError | undefined;
  /** For how many milliseconds the server vouches for its lists; 0 where it says nothing. */
  readonly ttlMs: number;
}

type Kind = 'tools' | 'resources' | 'templates' | 'prompts';
const methods = {
  tools: { method: 'tools/list', key: 'tools' },
  resources: { method: 'resources/list', key: 'resources' },
  templates: { method: 'resources/templates/list', key: 'resourceTemplates' },
  prompts: { method: 'prompts/list', key: 'prompts' },
} as const;

const entriesSchema = z.array(z.unknown());
const pageOf = (key: string) =>
  z.looseObject({
    [key]: entriesSchema,
    nextCursor: z.string().nullish(),
    ttlMs: z.number().min(0).optional().catch(undefined),
  });
/** Made once: a schema is compiled when it is first used, which costs more than reading a page by it. */
const pages = {
  tools: pageOf(methods.tools.key),
  resources: pageOf(methods.resources.key),
  templates: pageOf(methods.templates.key),
  prompts: pageOf(methods.prompts.key),
} as const;

interface List {
  readonly entries: readonly unknown[];
  readonly problem: AppError | undefined;
  readonly ttlMs: number;
}

const nothing: List = { entries: [], problem: undefined, ttlMs: Number.POSITIVE_INFINITY };

/** Errors of the connection, not of a list: the session itself cannot go on, or nobody let us in. */
const CONNECTION_CODES: readonly string[] = [
  'sign-in-needed',
  'key-refused',
  'access-refused',
  'connection-lost',
  'connection-refused',
  'host-unknown',
  'tls-failed',
  'process-exited',
  'process-killed',
  'message-too-large',
];

/** What a catalog's members mean, not what they say. */
const MEANING = ['name', 'type', 'required', '$ref', 'mimeType'];

/** By identity: what was listed before has been worked out already. */
const toolPrints = new WeakMap<Tool, string>();

/**
 * Loads the whole catalog. A list that fails or never ends is kept as far as it came, with the problem beside it.
 * @param timeoutMs for one page
 * @param redact takes out what a server repeats of its secrets: catalogs are shown, and kept on disk
 * @param before what this session listed last: a tool whose entry says the same is that very tool
 * @throws AppError if the connection itself failed
 */
export async function loadCatalog(
  session: Session,
  limits: Limits,
  timeoutMs: number,
  redact: (text: string) => string,
  before?: Pick<LoadedCatalog, 'catalog' | 'definitions'>,
): Promise<LoadedCatalog> {
  const can = session.client.getServerCapabilities() ?? {};
  const load = (kind: Kind, isOffered: boolean) =>
    isOffered ? loadList(session, kind, limits, timeoutMs) : Promise.resolve(nothing);
  const lists = await Promise.all([
    load('tools', can.tools !== undefined),
    load('resources', can.resources !== undefined),
    load('templates', can.resources !== undefined),
    load('prompts', can.prompts !== undefined),
  ]);
  const [listed, resources, templates, prompts] = lists;
  const definitions = new Map<string, WireTool>();
  const shown = {
    resources: resources.entries.map(toResource).filter(isPresent),
    templates: templates.entries.map(toTemplate).filter(isPresent),
    prompts: prompts.entries.map(toPrompt).filter(isPresent),
  };
  const instructions = session.client.getInstructions();
  const parts = changeTexts(instructions === undefined ? shown : { ...shown, instructions }, redact, MEANING);
  const known = before && { tools: new Map(before.catalog.tools.map((t) => [t.name, t])), entries: before.definitions };
  const tools = showTools(session, listed.entries, definitions, redact, known);
  const ttl = Math.min(...lists.map((l) => l.ttlMs));
  return {
    catalog: { ...parts, tools, fingerprint: fingerprintOf({ ...parts, tools: tools.map(printOf) }) },
    definitions,
    problem: lists.find((l) => l.problem)?.problem,
    ttlMs: Number.isFinite(ttl) ? ttl : 0,
  };
}

interface KnownTools {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly entries: ReadonlyMap<string, WireTool>;
}

function showTools(
  session: Session,
  entries: readonly unknown[],
  definitions: Map<string, WireTool>,
  redact: (text: string) => string,
  known: KnownTools | undefined,
): Tool[] {
  const checksHeaders = session.isModern && session.transport === 'http';
  return entries.flatMap((entry) => {
    const same = known && knownTool(entry, known);
    const tool = same ?? toTool(entry);
    if (!tool || definitions.has(tool.name) || (checksHeaders && !hasUsableHeaders(tool.inputSchema))) return [];
    // toTool has found the name and the schema the protocol asks for.
    definitions.set(tool.name, entry as WireTool);
    return [same ?? changeTexts(tool, redact, MEANING)];
  });
}

function knownTool(entry: unknown, { tools, entries }: KnownTools): Tool | undefined {
  const name = (entry as { name?: unknown } | null)?.name;
  if (typeof name !== 'string') return undefined;
  const listed = entries.get(name);
  return listed && JSON.stringify(listed) === JSON.stringify(entry) ? tools.get(name) : undefined;
}

function printOf(tool: Tool): string {
  const print = toolPrints.get(tool) ?? fingerprintOf(tool);
  toolPrints.set(tool, print);
  return print;
}

async function loadList(session: Session, kind: Kind, limits: Limits, timeoutMs: number): Promise<List> {
  const entries: unknown[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let size = 0;
  let ttlMs = 0;
  const endless = () => new AppError('catalog-endless', { kind, count: entries.length });
  for (let pages = 0; pages < limits.pages; pages++) {
    const page = await loadPage(session, kind, cursor, timeoutMs);
    if (page instanceof AppError) return { entries, ttlMs: 0, problem: partial(kind, entries.length, page) };
    ttlMs = pages === 0 ? page.ttlMs : Math.min(ttlMs, page.ttlMs);
    for (const entry of page.entries) {
      size += JSON.stringify(entry).length;
      if (entries.length >= limits.items || size > limits.listSize) return { entries, ttlMs, problem: endless() };
      entries.push(entry);
    }
    cursor = page.next;
    if (cursor === undefined) return { entries, ttlMs, problem: undefined };
    if (cursors.has(cursor)) return { entries, ttlMs, problem: endless() };
    cursors.add(cursor);
  }
  return { entries, ttlMs, problem: endless() };
}

function partial(kind: Kind, count: number, cause: AppError): AppError {
  return new AppError('catalog-partial', { kind, count }, { cause, details: cause.message });
}

interface Page {
  readonly entries: readonly unknown[];
  readonly next: string | undefined;
  readonly ttlMs: number;
}

/** One page, or what was wrong with it. Entries stay as they came: the library's own schema would refuse whole pages. */
async function loadPage(
  session: Session,
  kind: Kind,
  cursor: string | undefined,
  timeout: number,
): Promise<Page | AppError> {
  const { method, key } = methods[kind];
  try {
    const params = cursor === undefined ? {} : { cursor };
    const result = await session.client.request({ method, params }, pages[kind], { timeout });
    return {
      entries: entriesSchema.parse(result[key]),
      next: pageCursor(result.nextCursor),
      ttlMs: Number(result.ttlMs ?? 0),
    };
  } catch (error) {
    const explained = session.explain(error, Math.ceil(timeout / 1000));
    if (session.isGone() || CONNECTION_CODES.includes(explained.code)) throw explained;
    return explained;
  }
}

function pageCursor(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
