// Which check a failed session belongs to, by the code of its failure.
import type { CheckName } from '../../shared/diagnosis';
import type { ErrorCode } from '../../shared/errors';

const STAGES: readonly (readonly [CheckName, readonly ErrorCode[]])[] = [
  ['dns', ['host-unknown']],
  ['tcp', ['connection-refused']],
  ['tls', ['tls-failed']],
  ['http', ['http-status', 'not-mcp', 'server-error', 'access-refused', 'redirect-refused']],
  [
    'metadata',
    [
      'api-key-needed',
      'resource-mismatch',
      'sign-in-settings-unreadable',
      'sign-in-insecure',
      'sign-in-service-down',
      'issuer-mismatch',
      'issuer-slash',
      'pkce-missing',
    ],
  ],
  [
    'registration',
    [
      'client-id-needed',
      'client-secret-needed',
      'client-refused',
      'registration-refused',
      'registration-failed',
      'redirect-uri-refused',
    ],
  ],
  [
    'token',
    [
      'sign-in-needed',
      'more-access-needed',
      'access-still-refused',
      'key-refused',
      'keychain-locked',
      'keychain-failed',
      'keychain-silent',
      'keychain-unready',
      'tokens-not-saved',
      'saved-sign-in-damaged',
      'renewal-busy',
    ],
  ],
];

/** Undefined where the code says nothing of it: it then failed where it had got to. */
export function stageOf(code: ErrorCode): CheckName | undefined {
  return STAGES.find(([, codes]) => codes.includes(code))?.[0];
}
