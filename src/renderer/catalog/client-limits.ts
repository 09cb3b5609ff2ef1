// What clients themselves say of how much they take from tools; a client that says nothing is absent.
import type { ClientId } from '../../shared/model';

export interface ClientLimit {
  /** Of the text about it: `window.allTools.limit.*`. */
  readonly client: 'claude-code' | 'vscode' | 'windsurf';
  /** Tools at once, those of the client itself and of other servers among them; absent where the limit is another. */
  readonly tools?: number;
}

const LIMITS: Partial<Record<ClientId, ClientLimit>> = {
  // Its own message: "exceeds maximum allowed tokens (25000)"; the environment variable moves it.
  'claude-code': { client: 'claude-code' },
  // code.visualstudio.com/docs/copilot/agents/agent-tools: "a maximum of 128 tools enabled at a time".
  vscode: { client: 'vscode', tools: 128 },
  // docs.windsurf.com/windsurf/cascade/mcp: "a limit of 100 total tools".
  windsurf: { client: 'windsurf', tools: 100 },
};

export const limitOf = (client: ClientId): ClientLimit | undefined => LIMITS[client];

/** True if what we deliver is alone more than the client takes. */
export function isOver(limit: ClientLimit | undefined, tools: number): boolean {
  return limit?.tools !== undefined && tools > limit.tools;
}
