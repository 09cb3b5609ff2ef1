// Hears that a list has changed, in both eras: unasked-for notices before 2026-07-28, a subscription from then on.
import type { SubscriptionFilter } from '@modelcontextprotocol/client';
import type { Clock, Stop } from '../ports';
import type { Timings } from './options';
import type { Session } from './session';

interface Notices {
  readonly session: Session;
  readonly clock: Clock;
  readonly timings: Pick<Timings, 'retryMax' | 'request'>;
  onChange(): void;
  /** For a moment nobody was listening: something may have changed. */
  onGap(): void;
  onLine(text: string): void;
}

const FIRST_WAIT_MS = 1_000;
const GIVE_UP_AFTER = 5;
/** A subscription that stood this long was not refused, only cut. */
const STOOD_MS = 30_000;

/** Listens until stopped. */
export function listenForChanges(notices: Notices): Stop {
  const { client, isModern } = notices.session;
  client.setNotificationHandler('notifications/tools/list_changed', notices.onChange);
  client.setNotificationHandler('notifications/resources/list_changed', notices.onChange);
  client.setNotificationHandler('notifications/prompts/list_changed', notices.onChange);
  const filter = wantedNotices(notices.session);
  if (!isModern || !filter) return () => undefined;
  const stopped = new AbortController();
  keepSubscribed(notices, filter, stopped.signal).catch((error: unknown) => {
    notices.onLine(`change notices ended: ${error instanceof Error ? error.message : 'unknown reason'}`);
  });
  return () => stopped.abort();
}

function wantedNotices({ client }: Session): SubscriptionFilter | undefined {
  const { tools, prompts, resources } = client.getServerCapabilities() ?? {};
  const filter: SubscriptionFilter = {
    ...(tools?.listChanged && { toolsListChanged: true }),
    ...(prompts?.listChanged && { promptsListChanged: true }),
    ...(resources?.listChanged && { resourcesListChanged: true }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** Subscribes again after the stream breaks, ever more slowly, and stops asking a server that keeps refusing. */
async function keepSubscribed(notices: Notices, filter: SubscriptionFilter, signal: AbortSignal): Promise<void> {
  const { session, clock, timings } = notices;
  let failures = 0;
  while (!signal.aborted && failures < GIVE_UP_AFTER) {
    try {
      const subscription = await session.client.listen(filter, { timeout: timings.request, signal });
      if (failures > 0) notices.onGap();
      const since = clock.now();
      if ((await subscription.closed) === 'local') return;
      if (clock.now() - since >= STOOD_MS) failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      notices.onLine(`change notices: ${error instanceof Error ? error.message : 'refused'}`);
    }
    failures += 1;
    await pause(clock, Math.min(timings.retryMax, FIRST_WAIT_MS * 2 ** (failures - 1)), signal);
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const stopClock = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        stopClock();
        resolve();
      },
      { once: true },
    );
  });
}
