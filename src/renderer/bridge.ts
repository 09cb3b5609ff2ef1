// Finds the way to the core: the preload's bridge in the tray app, HTTP and server-sent events on the web face.
import type { Answer, Arguments, Bridge, Events, Reply, RequestName } from '../shared/contract';
import { AppError, toWire } from '../shared/errors';
import { languageOf, texts } from '../shared/messages';

declare global {
  interface Window {
    bridge?: Bridge;
  }
}

type Listener = () => void;

/** Whether the core answers, as far as the last request or event told. */
export interface Link {
  readonly lost: () => boolean;
  readonly onChange: (listener: Listener) => () => void;
}

const RETRY_MS = 2000;

/** Puts a bridge on `window.bridge` where the preload has not done so, and tells how its link fares. */
export function connectBridge(): Link {
  if (window.bridge) return { lost: () => false, onChange: () => () => undefined };
  const { bridge, link } = httpBridge();
  window.bridge = bridge;
  return link;
}

/** The contract over HTTP. The key travels in a cookie; the header marks the request as ours, which forms cannot set. */
function httpBridge(): { bridge: Bridge; link: Link } {
  const link = makeLink();
  const request = async <K extends RequestName>(name: K, args: Arguments<K>): Promise<Reply<Answer<K>>> => {
    try {
      const response = await fetch('./api/request', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-MCP-Tray': '1' },
        body: JSON.stringify({ name, args }),
      });
      const reply: Reply<Answer<K>> = await response.json();
      link.set(false);
      return reply;
    } catch (cause) {
      // fetch rejects with TypeError when nothing answers, json() with SyntaxError when something else does.
      if (!(cause instanceof TypeError || cause instanceof SyntaxError)) throw cause;
      link.set(true);
      return { ok: false, error: toWire(new AppError('instance-silent'), texts(languageOf(navigator.language))) };
    }
  };
  const bridge: Bridge = { request, on: (name, listener) => listen(name, listener, request, link.set) };
  return { bridge, link };
}

function makeLink(): Link & { set(lost: boolean): void } {
  const listeners = new Set<Listener>();
  let lost = false;
  return {
    lost: () => lost,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(now) {
      if (now === lost) return;
      lost = now;
      for (const listener of listeners) listener();
    },
  };
}

/** Events carry whole snapshots, so after a gap one fresh snapshot makes up for all that was missed. */
function listen<K extends keyof Events>(
  name: K,
  listener: (event: Events[K]) => void,
  request: Bridge['request'],
  setLost: (lost: boolean) => void,
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dropped = false;
  const open = () => {
    source = new EventSource('./api/events');
    source.addEventListener(name, (event: MessageEvent<string>) => listener(JSON.parse(event.data)));
    source.addEventListener('open', () => {
      setLost(false);
      if (dropped) void request('app:snapshot', undefined).then((reply) => reply.ok && listener(reply.value));
      dropped = false;
    });
    source.addEventListener('error', () => {
      dropped = true;
      setLost(true);
      // The browser retries a broken stream by itself, but gives up for good when it was refused.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
