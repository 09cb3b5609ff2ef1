// Holds the catalog of one server: what was listed last time until this session has listed, then what it lists now.
import type { Tool as WireTool } from '@modelcontextprotocol/client';
import type { AppError } from '../../shared/errors';
import type { Catalog, Server } from '../../shared/model';
import type { Clock, ConnectionView } from '../ports';
import type { CatalogCache } from './catalog-cache';
import { type LoadedCatalog, loadCatalog } from './catalog-load';
import type { Limits, Timings } from './options';
import type { Session } from './session';

interface KeeperTools {
  readonly clock: Clock;
  readonly cache: CatalogCache;
  readonly limits: Limits;
  readonly timings: Pick<Timings, 'coalesce'>;
  onChange(): void;
}

/** How it speaks of the server: lines for its log, and a text without the secrets of its entry. */
interface Voice {
  /** The server has answered with its lists. */
  onAnswer(): void;
  onLine(text: string): void;
  redact(text: string): string;
}

const empty: Catalog = { tools: [], resources: [], templates: [], prompts: [], fingerprint: '' };
/** A server that announces changes without end is asked this often at most, in milliseconds. */
const RELOAD_EVERY = 1_000;

type CatalogView = Pick<
  ConnectionView,
  'counts' | 'tokens' | 'catalogSource' | 'fingerprint' | 'catalogProblem' | 'askedForSignIn'
>;

export class CatalogKeeper {
  readonly #server: Server;
  readonly #tools: KeeperTools;
  readonly #voice: Voice;
  #catalog: Catalog;
  #source: ConnectionView['catalogSource'];
  #problem: AppError | undefined;
  #asked: boolean;
  #definitions: ReadonlyMap<string, WireTool> = new Map();
  /** Another session may know other secrets, and what is to be taken out of texts with them. */
  #listedIn: Session | undefined;
  #freshUntil = 0;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #pending: (() => void) | undefined;
  #loading = false;
  #wanted = false;

  constructor(server: Server, tools: KeeperTools, voice: Voice) {
    this.#server = server;
    this.#tools = tools;
    this.#voice = voice;
    const remembered = tools.cache.read(server);
    this.#catalog = remembered?.catalog ?? empty;
    this.#source = remembered?.catalog ? 'cache' : 'none';
    this.#asked = remembered?.askedForSignIn ?? false;
  }

  get current(): Catalog {
    return this.#catalog;
  }

  /** The definition as the server sent it in this session. */
  definition(tool: string): WireTool | undefined {
    return this.#definitions.get(tool);
  }

  /** False while part of the list is missing: a tool may then exist without being listed. */
  get isWhole(): boolean {
    return this.#problem === undefined;
  }

  view(): CatalogView {
    const { tools, resources, templates, prompts, fingerprint } = this.#catalog;
    return {
      counts: {
        tools: tools.length,
        resources: resources.length,
        templates: templates.length,
        prompts: prompts.length,
      },
      tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0),
      catalogSource: this.#source,
      fingerprint,
      ...(this.#problem && { catalogProblem: this.#problem }),
      askedForSignIn: this.#asked,
    };
  }

  /** @throws AppError if the connection failed */
  async load(session: Session, timeoutMs: number): Promise<void> {
    const before = this.#listedIn === session ? { catalog: this.#catalog, definitions: this.#definitions } : undefined;
    const loaded = await loadCatalog(session, this.#tools.limits, timeoutMs, this.#voice.redact, before);
    this.#listedIn = session;
    this.#take(loaded);
  }

  /** Loads again soon; a burst of notices becomes one load, and one more if something came during it. */
  reload(session: Session, timeoutMs: number): void {
    this.#wanted = true;
    if (this.#pending || this.#loading) return;
    const { clock, timings } = this.#tools;
    const wait = Math.max(timings.coalesce, this.#loadedAt + RELOAD_EVERY - clock.now());
    this.#pending = clock.after(wait, () => {
      this.#pending = undefined;
      void this.#reloadNow(session, timeoutMs);
    });
  }

  /** The same, unless the server still vouches for what it listed (`ttlMs`). */
  reloadIfStale(session: Session, timeoutMs: number): void {
    if (this.#tools.clock.now() >= this.#freshUntil) this.reload(session, timeoutMs);
  }

  /** The session is over: nothing more is loaded until `load`. */
  pause(): void {
    this.#pending?.();
    this.#pending = undefined;
    this.#wanted = false;
  }

  signInAsked(): void {
    this.#setAsked(true);
  }

  signInNoLongerAsked(): void {
    this.#setAsked(false);
  }

  async #reloadNow(session: Session, timeoutMs: number): Promise<void> {
    this.#loading = true;
    this.#wanted = false;
    try {
      await this.load(session, timeoutMs);
      this.#voice.onAnswer();
    } catch (error) {
      // The session tells by itself when it is over; the list shown stays until there is a better one.
      this.#voice.onLine(`lists not reloaded: ${error instanceof Error ? error.message : 'unknown reason'}`);
    }
    this.#loading = false;
    if (this.#wanted) this.reload(session, timeoutMs);
  }

  #take({ catalog, definitions, problem, ttlMs }: LoadedCatalog): void {
    const hasChanged = catalog.fingerprint !== this.#catalog.fingerprint || this.#source === 'none';
    this.#catalog = catalog;
    this.#definitions = definitions;
    this.#problem = problem;
    this.#source = 'live';
    this.#loadedAt = this.#tools.clock.now();
    this.#freshUntil = this.#loadedAt + ttlMs;
    // A part of a list would hide the rest at the next start.
    if (hasChanged && !problem) this.#remember();
    this.#tools.onChange();
  }

  #setAsked(asked: boolean): void {
    if (this.#asked === asked) return;
    this.#asked = asked;
    this.#remember();
    this.#tools.onChange();
  }

  #remember(): void {
    const catalog = this.#source === 'none' ? undefined : this.#catalog;
    this.#tools.cache.write(this.#server, { catalog, askedForSignIn: this.#asked });
  }
}
