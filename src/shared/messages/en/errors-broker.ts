// What can go wrong between a client and the broker: the person reads these inside the client, so they name MCP Tray.
export const brokerErrors = {
  'local-key-unknown': {
    message: 'MCP Tray does not know the key this client shows.',
    action: 'Sync this client again in MCP Tray.',
  },
  'keys-not-read': {
    message: 'MCP Tray is starting and has not read the keys of its clients yet.',
    action: 'Try again in a moment.',
  },
  'server-off': {
    message: '{{name}} is turned off in MCP Tray.',
    action: 'Turn it on there if it should be used.',
  },
  'tool-off': {
    message: 'The tool “{{tool}}” of {{server}} is switched off in MCP Tray.',
    action: 'Switch it on there if it should be used.',
  },
  'request-too-large': { message: 'The request is over {{limit}} MB.', action: 'Send less at once.' },
  'answer-unreadable': {
    message: 'The answer of {{server}} cannot be read, so its switched-off tools cannot be taken out.',
    action: 'Switch all its tools on in MCP Tray, or report this to the owner of the server.',
  },
  'caller-unclear': {
    message: '{{server}} asked something back while several clients were calling it.',
    action: 'Try again while no other client uses it.',
  },
  'server-keeps-ending': {
    message: '{{server}} ended {{count}} times in a row.',
    action: 'Read its last lines in the log of MCP Tray, then reconnect it there.',
  },
  'broker-port-taken': {
    message: 'Port {{port}}, which the brokered entries of your clients name, is taken by {{program}}.',
    action: 'Quit {{program}} and try again, or move to another port.',
  },
  'broker-port-unavailable': {
    message: 'Port {{port}}, which the brokered entries of your clients name, is taken by another program.',
    action: 'Find and quit that program, or move to another port.',
  },
  'broker-stopping': { message: 'MCP Tray is being closed.', action: 'Open it again, then try again.' },
  'bridge-no-way': { message: 'MCP Tray does not answer.', action: 'Start MCP Tray, then try again.' },
  'bridge-cut-off': {
    message: 'MCP Tray was closed while this ran, so nobody knows whether it was done.',
    action: 'Look whether it was before you try again.',
  },
} as const;
