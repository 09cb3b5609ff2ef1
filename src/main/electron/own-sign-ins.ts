// The sign-ins begun in the tray, until it is known what became of them: there is no window that would show it.
import { assertNever } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn } from '../../shared/say';

export type SignInOutcome =
  | { readonly kind: 'done'; readonly server: string }
  | { readonly kind: 'failed'; readonly server: string; readonly message: string }
  /** Only the window can take a client ID. */
  | { readonly kind: 'client'; readonly server: string };

export class OwnSignIns {
  /** By server: the status before, by which a new failure is told from an old one; undefined once it is under way. */
  private readonly pending = new Map<string, string | undefined>();

  begin(server: string, servers: readonly ServerSummary[]): void {
    this.pending.set(server, JSON.stringify(servers.find((s) => s.name === server)?.signIn));
  }

  /** What has come of them since the last call. */
  outcomes(servers: readonly ServerSummary[]): readonly SignInOutcome[] {
    return [...this.pending].flatMap(([name, before]) => {
      const server = servers.find((s) => s.name === name);
      if (server && isSigningIn(server)) {
        this.pending.set(name, undefined);
        return [];
      }
      if (server && before !== undefined && JSON.stringify(server.signIn) === before) return [];
      this.pending.delete(name);
      return server ? outcomeOf(server) : [];
    });
  }
}

function outcomeOf({ name: server, signIn }: ServerSummary): SignInOutcome[] {
  switch (signIn.kind) {
    case 'signed-in':
      return [{ kind: 'done', server }];
    case 'failed':
      return [{ kind: 'failed', server, message: signIn.problem.message }];
    case 'client-needed':
      return [{ kind: 'client', server }];
    case 'none':
    case 'needed':
    case 'queued':
    case 'waiting':
    case 'waiting-for-code':
      // Cancelled, which the person knows.
      return [];
    default:
      return assertNever(signIn);
  }
}
