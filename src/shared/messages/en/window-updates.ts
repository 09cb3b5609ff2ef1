// Words of the window about newer versions of the tray app.
export const updates = {
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
} as const;
