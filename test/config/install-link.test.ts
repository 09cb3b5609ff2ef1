// Links as READMEs have them, and what they become.
import { describe, expect, it } from 'vitest';
import { installLink } from '../../src/main/config/install-link';
import { parsePaste } from '../../src/main/config/paste';
import { AppError } from '../../src/shared/errors';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const percent = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const code = (text: string): string => {
  try {
    parsePaste(text);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
};

const http = { url: 'https://mcp.example.com/mcp' };
const everything = { name: 'everything', type: 'stdio', command: 'npx', args: ['-y', '@scope/everything'] };

describe('an install link', () => {
  it.each([
    ['ours', `mcp-tray://add?name=docs&config=${base64(http)}`],
    ['ours, written short', `mcp-tray:add?name=docs&config=${percent(http)}`],
    ["Cursor's", `cursor://anysphere.cursor-deeplink/mcp/install?name=docs&config=${encodeURIComponent(base64(http))}`],
    ["Cursor's, not encoded", `cursor://anysphere.cursor-deeplink/mcp/install?name=docs&config=${base64(http)}`],
    ["Cursor's page", `https://cursor.com/en/install-mcp?name=docs&config=${encodeURIComponent(base64(http))}`],
    [
      "Cursor's with the name inside",
      `cursor://anysphere.cursor-deeplink/mcp/install?config=${base64({ docs: http })}`,
    ],
    ["VS Code's", `vscode:mcp/install?${percent({ name: 'docs', ...http })}`],
    ["VS Code's for insiders", `vscode-insiders:mcp/install?${percent({ name: 'docs', ...http })}`],
    [
      "VS Code's page",
      `https://insiders.vscode.dev/redirect/mcp/install?name=docs&config=${percent(http)}&quality=insiders`,
    ],
    [
      "VS Code's page around its link",
      `https://vscode.dev/redirect?url=${encodeURIComponent(`vscode:mcp/install?${percent({ name: 'docs', ...http })}`)}`,
    ],
  ])('of this kind is read: %s', (_kind, link) => {
    expect(parsePaste(link)).toEqual([{ name: 'docs', type: 'http', url: http.url }]);
  });

  it('has the whole line as its command, as Cursor writes it, or only a program', () => {
    const link = (config: unknown) =>
      `cursor://anysphere.cursor-deeplink/mcp/install?name=everything&config=${base64(config)}`;
    expect(parsePaste(link({ command: 'npx -y @scope/everything' }))).toEqual([everything]);
    const program = { command: 'C:\\Program Files\\x.exe', args: ['a b'] };
    expect(parsePaste(link(program))).toEqual([{ name: 'everything', type: 'stdio', ...program }]);
  });

  it('asks for what VS Code would ask for: a secret that is still to be given', () => {
    const env = { API_KEY: '${input:api-key}' };
    const inputs = [{ id: 'api-key', type: 'promptString', password: true }];
    const [draft] = parsePaste(`vscode:mcp/install?${percent({ name: 'tickets', command: 'tickets', env, inputs })}`);
    expect(draft?.env).toEqual({ API_KEY: '${keychain:TICKETS_API_KEY}' });
  });

  it.each([
    'mcp-tray://remove?name=docs',
    'mcp-tray://add',
    'mcp-tray://add?name=x&config=bm90IGpzb24',
    'vscode:extension/publisher.name',
    'vscode:mcp/install?%E0%A4%A',
    `https://vscode.dev/redirect?url=${encodeURIComponent('https://vscode.dev/redirect?url=vscode:mcp/install')}`,
    'cursor://anysphere.cursor-deeplink/prompt?text=hello',
    `mcp-tray://add?config=${base64({})}`,
  ])('is refused where it holds no server: %s', (link) => {
    expect(code(link)).toBe('install-link-unreadable');
  });

  it('that we make is read again as the same servers, and other addresses stay addresses', () => {
    const json = JSON.stringify({ mcpServers: { docs: { type: 'http', ...http }, ünï: { command: 'ünï' } } });
    expect(parsePaste(installLink(json)).map((d) => d.name)).toEqual(['docs', 'n']);
    expect(parsePaste('https://vscode.dev/mcp')).toMatchObject([{ type: 'http', url: 'https://vscode.dev/mcp' }]);
  });
});
