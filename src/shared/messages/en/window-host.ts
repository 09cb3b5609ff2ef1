// Words of the window in the tray app: a desktop without a tray, and updates.
export const host = {
  noTray: {
    title: 'This desktop shows no tray',
    text: 'Closing the window keeps MCP Tray running, minimized. Start MCP Tray again to bring the window back.',
    quitIn: 'Settings has the way to quit.',
    gnome: 'On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” adds a tray.',
    quit: 'Quit',
    hide: 'Hide',
  },
  updates: {
    title: 'Updates',
    off: 'Off: this version has no place to look for them.',
    hint: 'MCP Tray looks once a day. It fetches and installs nothing by itself.',
    currentAt: 'This is the newest version. Looked at {{time}}.',
    notYet: 'Not looked yet.',
    checking: 'Looking',
    available: 'Version {{version}} is there.',
    downloading: 'Fetching version {{version}}, {{percent}} %',
    ready: 'Version {{version}} is ready.',
    check: 'Look now',
    download: 'Fetch',
    install: 'Restart to install',
  },
} as const;
