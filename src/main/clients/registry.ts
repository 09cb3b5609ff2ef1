// Every client MCP Tray can write to: one line each, in the order of the matrix.
import { AppError } from '../../shared/errors';
import type { ClientId } from '../../shared/model';
import type { ClientAdapter } from './adapter';
import { amp } from './amp';
import { claudeCode } from './claude-code';
import { claudeDesktop } from './claude-desktop';
import { cline } from './cline';
import { codex } from './codex';
import { copilotCli } from './copilot-cli';
import { crush } from './crush';
import { cursor } from './cursor';
import { geminiCli } from './gemini-cli';
import { goose } from './goose';
import { kiro } from './kiro';
import { lmStudio } from './lm-studio';
import { opencode } from './opencode';
import { qwenCode } from './qwen-code';
import { vscode } from './vscode';
import { windsurf } from './windsurf';
import { zed } from './zed';

export const ADAPTERS: readonly ClientAdapter[] = [
  claudeCode,
  codex,
  copilotCli,
  cursor,
  opencode,
  vscode,
  qwenCode,
  geminiCli,
  zed,
  kiro,
  amp,
  cline,
  windsurf,
  goose,
  crush,
  lmStudio,
  claudeDesktop,
];

/** @throws AppError client-unknown */
export function adapterOf(client: ClientId, adapters: readonly ClientAdapter[]): ClientAdapter {
  const adapter = adapters.find((a) => a.id === client);
  if (!adapter) throw new AppError('client-unknown', { client });
  return adapter;
}
