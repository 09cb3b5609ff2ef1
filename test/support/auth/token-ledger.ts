// The life of every access token a sign-in system gave out, from both ends: given by the one server, shown to the other.

export interface TokenLife {
  /** The grant type it was given for. */
  readonly grant: string;
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Requests to the MCP server that it opened. */
  readonly accepted: number;
  /** Requests that were refused with it. */
  readonly refused: number;
}

export interface TokenLedger {
  issued(grant: string, token: string): void;
  /** A token nobody was given is not recorded. */
  shown(token: string, isAccepted: boolean): void;
  /** In the order they were given. */
  lives(): readonly TokenLife[];
}

export function createTokenLedger(): TokenLedger {
  const lives = new Map<string, { grant: string; issuedAt: number; accepted: number; refused: number }>();
  return {
    issued: (grant, token) => void lives.set(token, { grant, issuedAt: Date.now(), accepted: 0, refused: 0 }),
    shown: (token, isAccepted) => {
      const life = lives.get(token);
      if (life) life[isAccepted ? 'accepted' : 'refused'] += 1;
    },
    lives: () => [...lives.values()].map((life) => ({ ...life })),
  };
}
