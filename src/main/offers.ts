// Install links that were opened and wait for the person to look at them: a link by itself changes nothing.
import { AppError } from '../shared/errors';
import type { ServerDraft } from '../shared/model';

export interface Offers {
  /** Keeps what was opened; the number goes into the address of the window that shows it. */
  offer(link: string): number;
  /** Reads it for a review. @throws AppError paste-expired, and what parsing throws */
  offered(id: number): Promise<ServerDraft[]>;
}

/** Pages can open links as often as they like. */
const MOST = 5;

export function createOffers(parse: (text: string) => Promise<ServerDraft[]>): Offers {
  const waiting = new Map<number, string>();
  let last = 0;
  return {
    offer: (link) => {
      waiting.set(++last, link);
      waiting.delete(last - MOST);
      return last;
    },
    offered: async (id) => {
      const link = waiting.get(id);
      if (link === undefined) throw new AppError('paste-expired');
      return parse(link);
    },
  };
}
