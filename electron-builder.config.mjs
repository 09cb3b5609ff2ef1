// What a package is made of. The app is out/ in one archive that Electron checks; beside it stand the same bundles as plain
// files with a Node of their own, for the command line and the bridge: with `runAsNode` off the app cannot be their Node,
// and on Windows an Electron program reads nothing from its standard input.

/** Where updates are looked for; without it the app says that it looks nowhere. */
const feed = process.env.MCP_TRAY_UPDATE_FEED;
if (feed && !feed.startsWith('https://')) throw new Error(`An update feed is reached by https, not by ${feed}`);

/** @type {import('electron-builder').Configuration} */
const config = {
  appId: 'app.mcp-tray',
  productName: 'MCP Tray',
  copyright: 'MIT license',
  artifactName: 'mcp-tray-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'packaging' },
  files: [
    'package.json',
    'out/main/**',
    '!out/main/cli.js',
    'out/preload/**',
    'out/renderer/**',
    'resources/icon.png',
    'resources/tray/**',
    // All other dependencies are in the bundles.
    '!**/node_modules/**',
    'node_modules/@napi-rs/keyring*/**',
  ],
  asar: true,
  // A native module is loaded by the system, which cannot look into the archive.
  asarUnpack: ['node_modules/@napi-rs/keyring*/**'],
  // From copies: what is named here is left out of the archive, wherever else it is asked for.
  extraResources: [
    { from: 'build/cli', to: 'cli' },
    { from: 'build/keyring', to: 'cli/node_modules/@napi-rs' },
    { from: 'build/node/${platform}-${arch}', to: 'bin' },
    { from: 'build/bin', to: 'bin' },
  ],
  electronFuses: {
    runAsNode: false,
    // There are no cookies, and the key for them would be asked of the keychain.
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    // The page is a file, and the script it loads is a module: Chromium allows that to no file without this.
    grantFileProtocolExtraPrivileges: true,
  },
  npmRebuild: false,
  // By this name the desktop finds the window's icon, and the program for our links.
  extraMetadata: { desktopName: 'mcp-tray-app.desktop' },
  publish: feed ? [{ provider: 'generic', url: feed }] : null,
  protocols: [{ name: 'MCP Tray', schemes: ['mcp-tray'] }],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Development',
    // `mcp-tray` is the command line.
    executableName: 'mcp-tray-app',
    syncDesktopName: true,
    icon: 'resources/icon.png',
    synopsis: 'One sign-in for all your AI tools',
    maintainer: 'MCP Tray',
  },
  deb: { fpm: ['packaging/deb/mcp-tray=/usr/bin/mcp-tray'] },
  mac: {
    // Updates on macOS come as a zip.
    target: [{ target: 'dmg', arch: 'universal' }, ...(feed ? [{ target: 'zip', arch: 'universal' }] : [])],
    category: 'public.app-category.developer-tools',
    icon: 'resources/icon.png',
    // Both are in either half.
    x64ArchFiles: '**/keyring.darwin-*.node',
    // In the menu bar; the window brings it into the Dock while it is open.
    extendInfo: { LSUIElement: true },
  },
  win: { target: 'nsis', icon: 'resources/icon.png' },
};
export default config;
