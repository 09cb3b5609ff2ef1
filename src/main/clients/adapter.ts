// What a client must tell about itself so that the rest of the room can plan, write and undo without knowing which it is.
import type { Cannot, ClientId, ClientSummary, JsonObject, Sees, Server } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { Read } from './reading';

/** What an adapter may look at to find its file: handed in, never read from the process. */
export interface Surroundings {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** The lock a client takes before it writes its own file; ours must be the same one. */
export interface LockProtocol {
  /**
   * A folder, taken over by others once it is older than `staleMs`. `mkdir`: made in its place, and touched while held.
   * `owned-folder`: moved into its place with a file in it that is called `owner.<pid>.<epoch ms>.<uuid>`.
   */
  readonly kind: 'mkdir' | 'owned-folder';
  readonly path: string;
  readonly staleMs: number;
}

/** Where the client's user-scope file is, and how it is written. */
export interface ClientPlace {
  readonly file: string;
  /** Absent for a client that takes none: then a lock of our own keeps our own processes apart. */
  readonly lock?: LockProtocol;
  /** Every file whose coming or going can change this answer; watched. */
  readonly watched: readonly string[];
  /** True if the client takes an existing empty file for a new one, false if it calls it broken. */
  readonly emptyIsNew: boolean;
  /**
   * A JSON file in which the client remembers, by server name, that signing in failed, so that it does not try a good
   * entry of that name for a while.
   */
  readonly troubleFile?: string;
  /** Tells these entries from others in the same file: what we remember of them is kept apart. */
  readonly part?: string;
  /** A file that others work with too: no key comes to stand in it, and a new one is no secret. */
  readonly shared?: boolean;
}

/** What a client reads for single folders. */
export interface ProjectFiles {
  /** Its files below the folder, `/` between names: the first that is there counts, else the last is made. */
  readonly files: readonly [string, ...string[]];
  /** As for the account's file. */
  readonly emptyIsNew: boolean;
  readonly local?: LocalEntries;
}

/** Entries for one folder that stand in the client's own file, for the person alone. */
export interface LocalEntries {
  /** True if all folders of a repository have their entries in common, under its root. */
  readonly byRepository: boolean;
  /** `folder` is absolute, links followed. @throws AppError file-syntax, file-shape */
  open(text: string, file: string, place: ClientPlace, folder: string): EntriesFile;
}

/** Objects that adding an entry would have to create, deepest first. */
export type MadePaths = readonly (readonly string[])[];

/** One line range of a text, from 0, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Where a string of the file stands: its path from the root, array positions as numbers. */
export type ValuePath = readonly (string | number)[];

/** A client's file, parsed: its server entries can be asked and edited; all other bytes stay. Immutable. */
export interface EntriesFile {
  readonly text: string;
  names(): readonly string[];
  /** The entry's value; undefined where there is none. */
  entry(name: string): unknown;
  /** The entry exactly as it is written. */
  source(name: string): string | undefined;
  lines(name: string): LineRange | undefined;
  /** What `set` would have to create around an entry. */
  wouldMake(): MadePaths;
  /** @throws AppError file-shape, file-syntax */
  set(name: string, entry: JsonObject): EntriesFile;
  /** As `set` for one after the other, byte for byte, in one pass where that can be. @throws as `set` */
  setAll(entries: readonly (readonly [name: string, entry: JsonObject])[]): EntriesFile;
  setSource(name: string, source: string): EntriesFile;
  /** `made`: what earlier `set`s created; it goes too once nothing else is in it. */
  remove(name: string, made: MadePaths): EntriesFile;
  /** As `remove` for one after the other, byte for byte, in one pass where that can be. */
  removeAll(names: readonly string[], made: MadePaths): EntriesFile;
  /**
   * The text with the string values in `range` replaced by what `dots` gives; lines stay lines. In an entry, `server`
   * is its name and `path` begins inside of it.
   */
  masked(dots: (server: string | undefined, path: ValuePath, value: string) => string, range: LineRange): string;
}

/** An entry, or why the client cannot be told. */
export type Said = JsonObject | Cannot;

export interface ClientAdapter {
  readonly id: ClientId;
  /** As its maker writes it. */
  readonly name: string;
  readonly sees: Sees;
  readonly evidence: ClientSummary['evidence'];
  /** Largest file that is read, in bytes, where 5 MB are not enough. */
  readonly limitBytes?: number;
  /** Members of an entry that say how the client treats a server, not which one it is; of any value. */
  readonly keeps?: readonly string[];
  /** Absent for a client that has no file for a folder, as far as we know. */
  readonly project?: ProjectFiles;
  place(around: Surroundings): Promise<ClientPlace>;
  /** True if the program or its file is there. */
  installed(around: Surroundings, place: ClientPlace): Promise<boolean>;
  /** The server's own entry. */
  entryOf(server: Server): Said;
  /** An entry as its file has it, read as a server of the shared config; the other way of `entryOf`. */
  serverOf(name: string, entry: unknown): Read;
  /** The entry that reaches the server by the broker. */
  brokeredEntryOf(server: Server, door: BrokerDoor): Said;
  /** The local key that a brokered entry shows, in an entry that `brokeredEntryOf` gave. */
  localKeyIn(entry: unknown): string | undefined;
  /** True where a brokered entry is the command that bridges to the broker: it shows no key. */
  readonly bridged?: boolean;
  /** An entry with its aliases and defaults evened out, so that two that mean the same are equal. */
  comparable(entry: unknown): unknown;
  /** @throws AppError file-syntax, file-shape */
  open(text: string, file: string, place: ClientPlace): EntriesFile;
}
