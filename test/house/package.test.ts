// What packaging is told: the fuses as they are wished, and updates from nowhere unless somebody said from where.
import { afterEach, describe, expect, it, vi } from 'vitest';

interface Config {
  readonly publish: unknown;
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly mac: { readonly target: readonly { readonly target: string; readonly arch: string }[] };
  readonly linux: { readonly target: readonly string[] };
  readonly win: { readonly target: string };
  readonly protocols: readonly { readonly schemes: readonly string[] }[];
}

/** Read anew each time: it looks at the environment once. A plain script, so its type is stated here. */
async function configWith(feed: string): Promise<Config> {
  vi.stubEnv('MCP_TRAY_UPDATE_FEED', feed);
  vi.resetModules();
  return ((await import('../../electron-builder.config.mjs' as string)) as { default: Config }).default;
}

afterEach(() => vi.unstubAllEnvs());

describe('the package', () => {
  it('cannot be run as Node, told by its environment, inspected, or given other code', async () => {
    const { electronFuses } = await configWith('');
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });

  it('is made for all three systems, and takes our links', async () => {
    const { linux, mac, win, protocols } = await configWith('');
    expect(linux.target).toEqual(['AppImage', 'deb']);
    expect(mac.target).toEqual([{ target: 'dmg', arch: 'universal' }]);
    expect(win.target).toBe('nsis');
    expect(protocols.flatMap(({ schemes }) => schemes)).toEqual(['mcp-tray']);
  });

  it('looks for updates nowhere, unless it is told where when it is made', async () => {
    expect((await configWith('')).publish).toBeNull();
    const { publish, mac } = await configWith('https://updates.example/mcp-tray');
    expect(publish).toEqual([{ provider: 'generic', url: 'https://updates.example/mcp-tray' }]);
    expect(mac.target.map(({ target }) => target)).toEqual(['dmg', 'zip']);
  });

  it('takes no feed that anybody on the way could change', async () => {
    await expect(configWith('http://updates.example/')).rejects.toThrow('https');
  });
});
