// Whether this Linux desktop shows a tray. An icon that nobody shows fails in silence, so the session bus is asked for who
// would show it: freedesktop's StatusNotifierItem, `org.kde.StatusNotifierWatcher`.
import { connect, type Socket } from 'node:net';
import { booleanIn, decode, ERROR, encodeCall, METHOD_RETURN, type Message } from './bus-message';

export interface BusSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly timeoutMs: number;
}

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
const HELLO = { ...BUS, member: 'Hello', args: [] };
const ASK = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.freedesktop.DBus.Properties',
  member: 'Get',
  args: ['org.kde.StatusNotifierWatcher', 'IsStatusNotifierHostRegistered'],
};

/** Where the session bus listens, as a name Node connects to; undefined where there is none that we can speak to. */
export function busSocket({ env, uid }: Pick<BusSurroundings, 'env' | 'uid'>): string | undefined {
  const told = env.DBUS_SESSION_BUS_ADDRESS;
  if (!told) return `${env.XDG_RUNTIME_DIR || `/run/user/${uid}`}/bus`;
  for (const address of told.split(';')) {
    const [, kind, value = ''] = /^unix:(?:.*,)?(path|abstract)=([^,]+)/u.exec(address) ?? [];
    // Unusual characters are escaped as in a URL (D-Bus specification, "Server Addresses").
    if (kind !== undefined) return `${kind === 'abstract' ? '\0' : ''}${decodeURIComponent(value)}`;
  }
  return undefined;
}

/** True where something shows tray icons. @throws Error where the bus cannot be asked: nobody then knows */
export async function hasTrayHost(around: BusSurroundings): Promise<boolean> {
  const name = busSocket(around);
  if (name === undefined) throw new Error('the session bus has an address of an unknown kind');
  const socket = connect(name);
  const late = setTimeout(() => socket.destroy(new Error('the session bus does not answer')), around.timeoutMs);
  try {
    return await ask(socket, around.uid);
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

async function ask(socket: Socket, uid: number): Promise<boolean> {
  const chunks = socket[Symbol.asyncIterator]();
  let left: Buffer = Buffer.alloc(0);
  const more = async () => {
    const { value, done } = await chunks.next();
    if (done) throw new Error('the session bus hung up');
    left = Buffer.concat([left, value as Buffer]);
  };
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`);
  while (!left.includes('\r\n')) await more();
  if (!left.toString('latin1').startsWith('OK ')) throw new Error('the session bus does not let us in');
  left = left.subarray(left.indexOf('\r\n') + 2);
  const answer = async (): Promise<Message> => {
    for (;;) {
      const next = decode(left);
      if (!next) {
        await more();
        continue;
      }
      left = next.rest;
      if (next.message.type === METHOD_RETURN || next.message.type === ERROR) return next.message;
    }
  };
  socket.write(Buffer.concat([Buffer.from('BEGIN\r\n'), encodeCall(1, HELLO)]));
  if ((await answer()).type === ERROR) throw new Error('the session bus does not greet us');
  socket.write(encodeCall(2, ASK));
  const { type, body } = await answer();
  // Nobody of that name: nobody collects icons, and nobody shows them.
  return type === METHOD_RETURN && booleanIn(body) === true;
}
