// Every client MCP Tray can write to: one line each.
import { AppError } from '../../shared/errors';
import type { ClientId } from '../../shared/model';
import type { ClientAdapter } from './adapter';
import { claudeCode } from './claude-code';
import { codex } from './codex';
import { copilotCli } from './copilot-cli';
import { geminiCli } from './gemini-cli';
import { opencode } from './opencode';
import { qwenCode } from './qwen-code';

export const ADAPTERS: readonly ClientAdapter[] = [claudeCode, codex, copilotCli, opencode, qwenCode, geminiCli];

/** @throws AppError client-unknown */
export function adapterOf(client: ClientId, adapters: readonly ClientAdapter[]): ClientAdapter {
  const adapter = adapters.find((a) => a.id === client);
  if (!adapter) throw new AppError('client-unknown', { client });
  return adapter;
}
