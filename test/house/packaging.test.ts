// What a package holds and forbids: it cannot be built where Electron cannot be fetched, so its settings are held here.
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const config = parse(readFileSync('electron-builder.yml', 'utf8'));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the package', () => {
  it('sets the fuses that keep the app from being another program', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: true,
    });
    expect(config.asar).toBe(true);
  });

  it('opens links of ours, and asks nobody for updates', () => {
    expect(config.protocols).toEqual([{ name: 'MCP Tray', schemes: ['mcp-tray'] }]);
    expect(config.publish).toBeNull();
  });

  it('holds every file the app opens while it runs', () => {
    const opened = ['out/**', 'resources/icon.png', 'resources/tray/**', 'package.json'];
    expect(config.files).toEqual(expect.arrayContaining(opened));
    const sources = globSync('src/main/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    const named = sources.flatMap((text) => [...text.matchAll(/join\(resources, '([^']+)'/gu)].map((m) => m[1]));
    expect(new Set(named)).toEqual(new Set(['icon.png', 'tray']));
  });

  it('holds every package the main process imports', () => {
    const packages = new Set<string>();
    for (const file of globSync('src/{main,shared}/**/*.ts')) {
      const text = readFileSync(file, 'utf8');
      const { module } = parseSync(file, text);
      for (const { moduleRequest, entries } of module.staticImports) {
        const isTypes = entries.length > 0 && entries.every((entry) => entry.isType);
        if (!isTypes) packages.add(moduleRequest.value);
      }
      for (const { moduleRequest } of module.dynamicImports)
        packages.add(text.slice(moduleRequest.start + 1, moduleRequest.end - 1));
    }
    const outside = [...packages]
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    const missing = outside.filter((name) => name !== 'electron' && !Object.hasOwn(manifest.dependencies, name));
    expect(outside.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  it('lets the page load nothing and nobody', () => {
    const page = readFileSync('src/renderer/index.html', 'utf8');
    const policy = /content="(default-src[^"]+)"/u.exec(page)?.[1] ?? '';
    const rules = Object.fromEntries(
      policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    );
    expect(rules).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/u);
  });
});
