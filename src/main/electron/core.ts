// What this room needs of the core: the handlers to act through, and a state to draw.
import type { Handlers } from '../../shared/contract';
import type { Translate } from '../../shared/messages';
import type { Snapshot } from '../../shared/model';
import type { Stop } from '../ports';

export interface Core {
  readonly handlers: Handlers;
  snapshot(): Snapshot;
  /** Calls back, coalesced, whenever the snapshot may have changed. */
  onChange(listener: () => void): Stop;
  /** The translator of the language in force. */
  translate(): Translate;
}
