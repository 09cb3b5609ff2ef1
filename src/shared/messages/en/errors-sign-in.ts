// What can go wrong while signing in, from the first challenge to the last revocation.
export const signInErrors = {
  // what a server asks for
  'sign-in-needed': { message: '{{host}} wants a sign-in.', action: 'Sign in.' },
  'more-access-needed': {
    message: '{{host}} wants more access than you gave: {{scopes}}.',
    action: 'Sign in again and allow it.',
  },
  'access-still-refused': {
    message: '{{host}} asks for access it was given: {{scopes}}.',
    action: 'Ask the owner of the server whether your account may do this.',
  },
  'api-key-needed': {
    message: '{{host}} wants a key but offers no browser sign-in.',
    action: 'Paste an API key.',
  },
  'client-id-needed': {
    message: '{{service}} does not accept new apps automatically.',
    action: 'Register an app there with the redirect URI {{redirectUri}}, then paste its client ID.',
  },
  'client-secret-needed': {
    message: '{{service}} wants a client secret along with the client ID.',
    action: 'Paste the client secret of your app.',
  },
  'client-refused': {
    message: '{{service}} does not know the client ID, or its secret is wrong.',
    action: 'Correct the client ID and the secret, then sign in again.',
  },
  'sign-in-not-asked': { message: '{{host}} does not ask for a sign-in.', action: 'Connect without one.' },
  'token-not-accepted': {
    message: '{{host}} does not accept the sign-in it was just given.',
    action: 'Sign in again; if that does not help, report it to the owner of the server.',
  },
  'clock-wrong': {
    message: 'The clocks of this computer and of {{host}} are {{minutes}} min apart.',
    action: 'Set the clock of this computer, then sign in again.',
  },

  // what a server says about itself
  'sign-in-service-down': {
    message: 'The sign-in service {{service}} is not answering.',
    action: 'Wait; it is tried again by itself, and you stay signed in.',
  },
  'sign-in-settings-unreadable': {
    message: 'The sign-in settings of {{host}} at {{url}} cannot be read.',
    action: 'Report this to the owner of the server.',
  },
  'issuer-mismatch': {
    message: 'The sign-in settings of {{host}} name a different server: {{found}} instead of {{expected}}.',
    action: 'Nothing was sent there. Report this to the owner of the server.',
  },
  'issuer-slash': {
    message:
      'The sign-in settings of {{host}} name {{found}} instead of {{expected}}; they differ by a slash at the end.',
    action: 'The standard wants them equal. Report this to the owner of the server.',
  },
  'resource-mismatch': {
    message: 'The sign-in settings of {{host}} name a different server: {{found}} instead of {{expected}}.',
    action: 'Nothing was sent there. Report this to the owner of the server.',
  },
  'issuer-not-offered': {
    message: '{{host}} does not sign in with {{issuer}}.',
    action: 'Correct “issuer” under “oauth” in mcp.json. Offered: {{offered}}.',
  },
  'sign-in-insecure': {
    message: '{{host}} wants to sign in over an address that is not protected: {{url}}.',
    action: 'Nothing was sent there. Ask the owner of the server for https.',
  },
  'pkce-missing': {
    message: '{{service}} does not protect sign-ins against theft (PKCE with S256).',
    action: 'Ask its owner to offer it; until then use an API key, if there is one.',
  },

  // registering this app
  'registration-refused': {
    message: '{{service}} only admits approved apps.',
    action: 'Ask its owner for a client ID, then paste it.',
  },
  'registration-failed': {
    message: '{{service}} refused to register this app ({{reason}}).',
    action: 'Register an app there with the redirect URI {{redirectUri}}, then paste its client ID.',
  },
  'redirect-uri-refused': {
    message: '{{service}} does not accept the redirect URI {{redirectUri}}.',
    action: 'Register exactly this redirect URI there, then sign in again.',
  },

  // while the browser is open
  'sign-in-denied': { message: 'Access was declined at {{service}}.', action: 'Sign in again and allow it.' },
  'sign-in-timeout': {
    message: 'The browser did not come back within {{minutes}} min.',
    action: 'Sign in again; where the browser runs elsewhere, paste the address it ended on.',
  },
  'sign-in-cancelled': { message: 'The sign-in was cancelled.', action: 'Sign in again whenever you like.' },
  'sign-in-failed': {
    message: '{{service}} refused the sign-in ({{reason}}).',
    action: 'Sign in again; if that does not help, report it to the owner of the server.',
  },
  'sign-in-answer-unusable': {
    message: '{{service}} answered with something that is not a sign-in.',
    action: 'Report this to the owner of the server.',
  },
  'scope-refused': {
    message: '{{service}} does not know the access that was asked for: {{scopes}}.',
    action: 'Correct “scopes” under “oauth” in mcp.json, or report it to the owner of the server.',
  },
  'wrong-issuer-answered': {
    message: 'The answer to the sign-in did not come from {{service}}.',
    action: 'It was thrown away. Sign in again; if it happens again, report it to the owner of the server.',
  },
  'issuer-not-named': {
    message: 'The answer to the sign-in does not say that it comes from {{service}}.',
    action: 'It was thrown away. Sign in again; if it happens again, report it to the owner of the server.',
  },
  'redirect-url-wrong': {
    message: 'This is not the address the sign-in waits for.',
    action: 'Copy the whole address the browser ended on; it begins with {{redirectUri}}.',
  },
  'sign-in-not-pending': { message: 'No sign-in to {{name}} is waiting.', action: 'Start it again.' },
  'callback-port-taken': {
    message: 'Port {{port}}, which this sign-in needs, is taken by {{program}}.',
    action: 'Quit {{program}}, or set another “callbackPort” under “oauth” in mcp.json.',
  },
  'callback-port-unavailable': {
    message: 'Port {{port}}, which this sign-in needs, cannot be opened.',
    action: 'Quit the program that uses it, or set another “callbackPort” under “oauth” in mcp.json.',
  },
  'device-sign-in-missing': {
    message: '{{service}} offers no sign-in by code.',
    action: 'Sign in with a browser; it may run on another machine.',
  },

  // keeping it
  'tokens-not-saved': {
    message: 'The sign-in to {{host}} could not be saved in the keychain.',
    action: 'Unlock or mend the keychain, then try again. Nothing is written to disk instead.',
  },
  'saved-sign-in-damaged': { message: 'The saved sign-in to {{host}} cannot be read.', action: 'Sign in again.' },
  'renewal-busy': {
    message: 'Another MCP Tray is renewing the sign-in to {{host}} and does not finish.',
    action: 'Quit it, then try again.',
  },
} as const;
