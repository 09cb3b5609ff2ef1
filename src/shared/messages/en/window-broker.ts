// Words of the window face: the broker, what it does for clients, and how a server is delivered to them.
export const broker = {
  moves:
    'Until then brokered servers do not answer. On port {{port}} the clients’ entries are planned anew, and written when you apply them.',
  stays: 'Until then brokered servers do not answer.',
  stillTaken: 'Tried again at {{time}}: still taken.',
  again: 'Try again',
  usePort: 'Use port {{port}}',
  offer: {
    title: 'Brokered servers answer while MCP Tray runs',
    text: 'Start it at login?',
    start: 'Start at login',
    notNow: 'Not now',
    done: 'MCP Tray starts at login',
    doneMore: 'Settings changes that.',
  },
  settings: {
    title: 'Broker',
    port: 'Port',
    portHint: 'Clients’ files name this port. On another one their brokered entries are planned anew.',
    portInvalid: 'Enter a whole number from 1024 to 65535.',
    move: 'Move',
    moved: 'The broker listens on port {{port}}',
    movedMore: 'Review the changes under Clients.',
    content: 'Keep what is said in Activity',
    contentHint:
      'What clients ask and servers answer is then kept too, cut short, in memory until you quit. It may hold private things.',
  },
} as const;

export const delivery = {
  title: 'Delivery',
  addsSecret: 'It has a secret. Brokered clients do not hold it: MCP Tray adds it.',
  addsSignIn: 'Brokered clients need no sign-in of their own: MCP Tray adds yours.',
  direct: 'Deliver direct',
  directHint: 'For all clients that can: they then reach it without MCP Tray.',
  directHintSignIn: 'For all clients that can: they then reach it without MCP Tray, and each signs in by itself.',
  default: 'Back to the default',
  defaultHint:
    'For all clients: brokered where a secret, a sign-in or a switched-off tool wants it, or where the client cannot be told directly; else direct.',
  done: 'Chosen for all clients',
  doneMore: 'Their files stay as they are until you apply the changes under Clients.',
  perClient: 'One process per session',
  perClientHint:
    'Each brokered session gets a process of its own. Clients of the newest revision have no sessions and share one.',
} as const;

export const toolSwitch = {
  name: '{{tool}} for brokered clients',
  off: 'Off for brokered clients',
  directTitle: 'Delivered direct: {{clients}}',
  direct: 'The switches reach brokered clients only. There, every tool is on.',
  directStep: 'Deliver brokered',
  directDone: 'The change waits under Clients',
  pendingTitle: 'Not in force yet: {{clients}}',
  pending: 'The switches hold there once you apply the changes.',
  pendingStep: 'Review',
} as const;
