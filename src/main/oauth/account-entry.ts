// What an account is about: one remote entry of the shared config, made ready.
import type { OauthEntry } from '../../shared/model';

export interface AccountEntry {
  readonly name: string;
  /** References resolved; no user name, password or fragment. */
  readonly url: URL;
  readonly oauth: OauthEntry | undefined;
  /** True if the entry sets headers of its own, one of which may be the key the server wants. */
  readonly hasHeaders: boolean;
}
