// Words of the tray face.
export const tray = {
  servers: 'Servers',
  server: {
    off: '{{name}}: off',
    connecting: '{{name}}: connecting',
    ready_one: '{{name}}: ready, {{count}} tool',
    ready_other: '{{name}}: ready, {{count}} tools',
    signIn: '{{name}}: needs sign-in',
    needsInput: '{{name}}: needs you',
    failed: '{{name}}: failed',
  },
  action: {
    tryAgain: 'Try again',
    reconnect: 'Reconnect',
    restart: 'Restart',
    turnOn: 'Turn on',
    show: 'Show in the window',
  },
  client: {
    inSync: '{{name}}: in sync',
    changes_one: '{{name}}: {{count}} change',
    changes_other: '{{name}}: {{count}} changes',
    drift: '{{name}}: changed by someone else',
    problem: '{{name}}: cannot be synced',
  },
  sync: {
    now: 'Sync now',
    none: 'Nothing to sync',
    done_one: 'Synced, {{count}} change written',
    done_other: 'Synced, {{count}} changes written',
    decide: 'A change by someone else waits for your decision',
  },
  open: 'Open MCP Tray',
  startAtLogin: 'Start at login',
  quit: 'Quit',
  startComment: 'Keeps local AI clients connected to their MCP servers',
  cannotStart: 'MCP Tray cannot start',
} as const;
