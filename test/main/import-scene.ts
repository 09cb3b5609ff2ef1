// Six clients' files as people have them, the same secrets written out in several of them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Findings, ImportedServer } from '../../src/shared/model';

export const LINEAR = 'lin_api_q9w8e7r6t5y4u3i2o1p0';
export const GITHUB = 'ghp_abcdefghijklmnopqrstuvwx0123456789';
export const SECRETS = [LINEAR, GITHUB];

export const FILES: Readonly<Record<string, string>> = {
  '.claude.json': `{
  "numStartups": 12,
  "mcpServers": {
    "linear": {
      "type": "http",
      "url": "https://mcp.linear.example/mcp",
      "headers": { "Authorization": "Bearer ${LINEAR}" }
    },
    "files": {"type":"stdio","command":"npx","args":["-y","@example/files","/home/me"],"env":{}},
    "github": {"command":"npx","args":["-y","@example/github"],"env":{"GITHUB_TOKEN":"${GITHUB}"}},
    "live": { "type": "ws", "url": "wss://live.example.com/mcp" }
  },
  "projects": { "/home/me/work": { "history": ["hi"] } }
}
`,
  '.codex/config.toml': `# Codex, as I like it.
model = "gpt-6-sol"   # fast enough

[mcp_servers.linear-work]   # the same one
url = "https://mcp.linear.example/mcp"
http_headers = { "authorization" = "Bearer ${LINEAR}" }
startup_timeout_sec = 60

[mcp_servers.helped]
url = "https://helped.example.com/mcp"
http_headers_helper = "key-helper"

[projects."/home/me/work"]
trust_level = "trusted"
`,
  '.config/opencode/opencode.jsonc': `{
  "$schema": "https://opencode.ai/config.json",
  // Mine, by hand.
  "mcp": {
    "files": {
      "type": "local",
      "command": ["npx", "-y", "@example/files", "/home/me"], // all of it
    },
    "team": {
      "type": "remote",
      "url": "https://team.example.com/mcp",
      "headers": { "X-Team": "{env:TEAM}" },
    },
    "secret-file": { "type": "remote", "url": "https://a.example.com/mcp", "headers": { "X-Key": "{file:~/.key}" } },
  },
  "permission": { "edit": "ask" },
}
`,
  '.config/goose/config.yaml': `# Goose, set up by hand.
GOOSE_PROVIDER: openai
extensions:
  developer:
    enabled: true
    type: builtin
    name: developer
    bundled: true
  # The team's own.
  github:
    enabled: true
    type: stdio
    name: github
    cmd: npx
    args: ["-y", "@example/github"]
    envs: { GITHUB_TOKEN: ${GITHUB} }
    timeout: 300
GOOSE_MODE: smart_approve
`,
  '.cursor/mcp.json': `{
\t"mcpServers": {
\t\t// Another way to the same service.
\t\t"linear": { "url": "https://mcp.linear.example/sse" },
\t\t"team": { "url": "https://team.example.com/mcp", "headers": { "x-team": "\${env:TEAM}" } }
\t}
}
`,
  '.config/Code/User/mcp.json': `{
  "inputs": [{ "id": "key", "type": "promptString", "password": true }],
  "servers": {
    "asks": { "type": "http", "url": "https://asks.example.com/mcp", "headers": { "X-Key": "\${input:key}" } }
  }
}
`,
};

export function layOut(home: string, files: Readonly<Record<string, string>> = FILES): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    writeFileSync(path.join(home, name), text);
  }
}

export const standing = (home: string, files = FILES): Record<string, string> =>
  Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(path.join(home, name), 'utf8')]));

/** Every file below `folder`, but for backups: those are the person's own files, secrets and all. */
export function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Everything found, first versions, where it was found. */
export const everything = ({ servers }: Findings): ImportedServer[] =>
  servers.flatMap(({ versions: [first] }) =>
    first
      ? [{ draft: first.draft, places: first.places, clients: [...new Set(first.places.map((p) => p.client))] }]
      : [],
  );
