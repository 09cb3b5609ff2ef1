// One client for each format, with a file as a person might have it and a folder of its own for that file.
import { readdirSync } from 'node:fs';
import type { ClientId } from '../../src/shared/model';
import { type Desk, desk } from './support';

export interface FormatDesk {
  readonly format: string;
  readonly client: ClientId;
  /** Below the home. */
  readonly at: string;
  readonly text: string;
  /** The client takes a lock of its own, beside its file. */
  readonly locks: boolean;
}

export const FORMAT_DESKS: readonly FormatDesk[] = [
  {
    format: 'JSON',
    client: 'claude-code',
    at: 'claude/.claude.json',
    locks: true,
    text: `{\n  "numStartups": 4,\n  "mcpServers": {\n    "theirs": { "type": "http", "url": "http://127.0.0.1:1/" }\n  },\n  "tips": []\n}\n`,
  },
  {
    format: 'JSONC',
    client: 'zed',
    at: '.config/zed/settings.json',
    locks: false,
    text: `// Zed settings\n{\n  "ui_font_size": 16, // large\n  "context_servers": {\n    /* mine */\n    "theirs": { "command": "theirs", "args": [] },\n  },\n}\n`,
  },
  {
    format: 'TOML',
    client: 'codex',
    at: '.codex/config.toml',
    locks: false,
    text: `# As I like it.\nmodel = "gpt-6-sol"   # fast\n\n[mcp_servers.theirs]\ncommand = "npx"\nargs = [\n  "-y", # later\n]\n\n[projects."/home/me"]\ntrust_level = "trusted"\n`,
  },
  {
    format: 'YAML',
    client: 'goose',
    at: '.config/goose/config.yaml',
    locks: false,
    text: `# By hand.\nGOOSE_PROVIDER: openai\nextensions:\n  # The team's own.\n  theirs:\n    enabled: false\n    type: stdio\n    name: theirs\n    cmd: theirs\n    args: []\nGOOSE_MODE: smart_approve\n`,
  },
];

/** For `createClients`, in any home. */
export const ENV = { PATH: '', CLAUDE_CONFIG_DIR: 'claude' };

/** A desk with the file on it. */
export function deskFor({ client, at, text }: FormatDesk): Desk {
  const d = desk({ client, at, env: ENV, lock: { waitMs: 2000, retryMs: 10 } });
  d.write(text);
  return d;
}

/** Temp files of ours, and locks that someone left, anywhere below. */
export function straysIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => /\.tmp$|\.lock$/u.test(name));
}

/** True if every line of `base` still stands, in its order; a comma may have come behind one. */
export function isWithin(base: string, text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/,$/u, ''));
  let at = 0;
  return base.split('\n').every((line) => {
    at = lines.indexOf(line.replace(/,$/u, ''), at) + 1;
    return at > 0;
  });
}
