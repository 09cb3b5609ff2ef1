// What went wrong, in a sentence, and the one thing to do next. The key is the stable error code.
import { brokerErrors } from './errors-broker';
import { importErrors } from './errors-import';
import { signInErrors } from './errors-sign-in';
import { updateErrors } from './errors-updates';

export const errors = {
  ...signInErrors,
  ...brokerErrors,
  ...updateErrors,
  ...importErrors,

  // the shared config
  'config-syntax': {
    message: '{{file}}, line {{line}}, column {{column}}: $t(problems.{{problem}}).',
    action: 'Open the file and mend that line. The last good list stays in force.',
  },
  'config-invalid': {
    message: '{{file}}, line {{line}}, column {{column}}: $t(problems.{{problem}}).',
    action: 'Open the file and mend that line. The last good list stays in force.',
  },
  'server-name-invalid': {
    message: '“{{name}}” cannot be a server name.',
    action: 'Use 1 to 64 letters, digits, hyphens or underscores.',
  },
  'server-name-reserved': {
    message: '“{{name}}” is a name that clients keep for themselves.',
    action: 'Choose another name.',
  },
  'server-name-taken': {
    message: 'There is already a server called “{{name}}”.',
    action: 'Choose another name, or remove the other server first.',
  },
  'server-unknown': {
    message: 'There is no server called “{{name}}”.',
    action: 'Check the name in the list of servers.',
  },
  'transport-unknown': { message: '“{{type}}” is not a transport MCP Tray knows.', action: 'Use http, sse or stdio.' },
  'url-invalid': {
    message: '“{{url}}” is not a web address.',
    action: 'Use a full address that begins with https:// or http://.',
  },
  'entry-invalid': {
    message: 'The server “{{name}}” cannot be added: $t(problems.{{problem}}).',
    action: 'Correct it, then add it again.',
  },
  'paste-unreadable': {
    message: 'This is neither a URL, an install link, a “claude mcp add” line nor mcpServers JSON.',
    action: 'Paste the line or the JSON from the README of the server, unchanged.',
  },
  'paste-syntax': {
    message: 'The pasted JSON is broken at line {{line}}, column {{column}}: $t(problems.{{problem}}).',
    action: 'Paste it again as a whole, or mend that line.',
  },
  'install-link-unreadable': {
    message: 'This install link holds no server that can be read.',
    action: 'Paste the JSON or the line from the README of the server instead.',
  },
  'paste-expired': {
    message: 'What was pasted has been waiting too long, or has been added already.',
    action: 'Paste it again.',
  },
  'paste-options': {
    message: 'The pasted line has something “claude mcp add” does not take: {{option}}.',
    action: 'Correct the line, or fill in the fields by hand.',
  },
  'reference-invalid': {
    message: '“{{reference}}” is not a reference MCP Tray can resolve.',
    action: 'Write ${env:NAME} or ${keychain:NAME}.',
  },
  'env-missing': {
    message: 'The environment variable {{name}} is not set.',
    action: 'Set {{name}} in your login shell, then reconnect.',
  },
  'secret-missing': {
    message: 'The keychain has no secret called {{name}}.',
    action: 'Give it the secret, or correct the reference in mcp.json.',
  },
  'file-left-behind': {
    message: 'MCP Tray wrote {{file}}, which no client uses any more.',
    action: 'Take its entries out by hand, or set back what moved the file, such as CODEX_HOME, and uninstall again.',
  },
  'secret-unknown': {
    message: 'The entry of {{name}} refers to no secret called {{secret}}.',
    action: 'Look at the entry in mcp.json for the names it refers to.',
  },

  // secrets
  'keychain-locked': {
    message: 'The keychain is locked.',
    action: 'Unlock it, then reconnect. Nothing is written to disk instead.',
  },
  'keychain-failed': {
    message: 'The keychain refused: {{reason}}.',
    action: 'Check the keychain of your system, then try again.',
  },
  'keychain-silent': {
    message: 'The keychain did not answer within {{seconds}} s.',
    action: 'Look for a window that asks to unlock it, then try again.',
  },
  'keychain-unready': {
    message: 'The keychain of this system has no default keyring yet.',
    action: 'Log in to your desktop once, or create one with “Passwords and Keys”, then try again.',
  },
  'keychain-absent': {
    message: 'This machine has no keychain, so {{name}} cannot be kept.',
    action: 'Install a keychain such as gnome-keyring, or run “mcp-tray serve” first, which keeps it until it ends.',
  },

  // connections
  'command-not-found': {
    message: 'The command “{{command}}” was not found.',
    action: 'Install it, or give its full path.',
  },
  'command-failed': {
    message: '“{{command}}” could not be started: {{reason}}.',
    action: 'Check the command and its permissions.',
  },
  'folder-missing': {
    message: 'The working folder {{folder}} does not exist.',
    action: 'Make the folder, or give “cwd” as a full path.',
  },
  'process-exited': { message: 'The server ended with exit code {{code}}.', action: 'Read its last lines in the log.' },
  'process-killed': {
    message: 'The server was ended by signal {{signal}}.',
    action: 'Read its last lines in the log.',
  },
  'connection-refused': {
    message: 'Nothing answers at {{host}}.',
    action: 'Start the server, or correct its address.',
  },
  'host-unknown': { message: 'The host {{host}} was not found.', action: 'Check the address and your network.' },
  'tls-failed': {
    message: 'There is no secure connection to {{host}}: {{reason}}.',
    action: 'Check the address. If the certificate is old or self-signed, ask the owner of the server to renew it.',
  },
  'connection-lost': {
    message: 'The server closed the connection.',
    action: 'It is tried again by itself; see the log for why.',
  },
  'connect-timeout': {
    message: 'The server did not answer within {{seconds}} s.',
    action: 'Check that it is running and speaks MCP.',
  },
  'request-timeout': {
    message: 'No answer within {{seconds}} s.',
    action: 'Try again, or raise “timeout” for this server.',
  },
  'not-mcp': {
    message: 'This address answers with {{type}}, not with MCP.',
    action: 'Check the address; many servers end in /mcp or /sse.',
  },
  'http-status': { message: 'The server answered with HTTP status {{status}}.', action: 'Check the address.' },
  'server-error': {
    message: 'The server has trouble of its own (HTTP status {{status}}).',
    action: 'Wait; it is tried again by itself.',
  },
  'invalid-message': {
    message: 'The server sent something that is not a whole MCP message.',
    action: 'Update the server, or report this to its owner.',
  },
  'message-too-large': {
    message: 'The server sent a message over {{limit}} MB.',
    action: 'Report this to the owner of the server; the connection was closed.',
  },
  'catalog-endless': {
    message: 'The list of $t(common.kind.{{kind}}) is too long, or never ends; the first {{count}} are shown.',
    action: 'Report this to the owner of the server.',
  },
  'catalog-partial': {
    message: 'Not all $t(common.kind.{{kind}}) could be loaded: {{count}} arrived.',
    action: 'Reconnect to load the list again.',
  },
  'protocol-unsupported': {
    message: 'The server speaks an MCP version MCP Tray does not know: {{version}}.',
    action: 'Update the server, or MCP Tray.',
  },
  'access-refused': {
    message: '{{host}} refuses access (HTTP status 403).',
    action: 'Check the key or the rights of your account.',
  },
  'key-refused': {
    message: '{{host}} does not accept the key in the header {{header}}.',
    action: 'Replace the key, then reconnect.',
  },
  'server-not-ready': { message: '{{name}} is not ready.', action: 'Wait until it is, or reconnect it.' },
  'tool-unknown': { message: '{{server}} has no tool called “{{tool}}”.', action: 'Check the name in the catalog.' },
  'tool-refused': {
    message: 'The server refused the call: {{reason}}.',
    action: 'Check the arguments against the schema.',
  },
  'tool-asks-back': {
    message: '“{{tool}}” asks for more while it runs, and MCP Tray cannot answer it.',
    action: 'Call it from a client that can hold a conversation, such as Claude Code.',
  },
  'handshake-refused': {
    message: 'The server refused to connect: {{reason}}.',
    action: 'Check its settings, or update the server.',
  },
  'redirect-refused': {
    message: '{{host}} points to another address: {{url}}.',
    action: 'Use that address for this server, if you trust it.',
  },
  'header-invalid': {
    message: 'The header {{header}} has a value that cannot be sent.',
    action: 'Remove line breaks and special characters from it, then reconnect.',
  },

  // files
  'file-syntax': {
    message: '{{file}}, line {{line}}, column {{column}}: $t(problems.{{problem}}).',
    action: 'Mend that line. The file was left untouched.',
  },
  'file-shape': {
    message: '{{file}}, line {{line}}, column {{column}}: “{{key}}” is not an object.',
    action: 'Mend that entry. The file was left untouched.',
  },
  'file-not-text': { message: '{{file}} is not UTF-8 text.', action: 'Save it as UTF-8. The file was left untouched.' },
  'file-too-large': {
    message: '{{file}} is larger than {{limit}} MB.',
    action: 'Make it smaller. The file was left untouched.',
  },
  'file-changed': {
    message: '{{file}} was changed while it was being edited.',
    action: 'Nothing was written. Try again.',
  },
  'file-overwritten': {
    message: 'Another program overwrote {{file}} right after it was written.',
    action: 'Look at the file, then try again.',
  },
  'file-locked': {
    message: '{{file}} is in use by another program.',
    action: 'Nothing was written. Try again in a moment.',
  },
  'file-read-only': {
    message: '{{file}} cannot be written: it or its folder is read-only.',
    action: 'Change its permissions, then try again. The file was left untouched.',
  },
  'file-mounted': {
    message: '{{file}} is a mount of its own, as containers have them, and cannot be replaced as a whole.',
    action: 'Mount its folder instead, then try again. The file was left untouched.',
  },
  'file-unreadable': {
    message: '{{file}} cannot be read: no permission.',
    action: 'Change its permissions, then try again.',
  },
  'disk-full': {
    message: 'The disk is full; {{file}} was left untouched.',
    action: 'Free some space, then try again.',
  },
  'file-failed': {
    message: '{{file}} cannot be used: {{reason}}.',
    action: 'Check the file and its folder. Nothing was lost.',
  },

  // clients
  'client-unknown': {
    message: 'There is no client called “{{client}}”.',
    action: 'Run “mcp-tray clients” for the list.',
  },
  'plan-stale': {
    message: '{{file}} or the shared config has changed since this plan was made.',
    action: 'Nothing was written. Review the new plan.',
  },
  'nothing-to-restore': {
    message: 'MCP Tray has written nothing for {{client}}.',
    action: 'There is nothing to restore.',
  },
  'nothing-to-undo': { message: 'There is nothing to undo for {{client}}.', action: 'Nothing was written.' },
  'undo-conflict': {
    message: 'Someone else changed “{{server}}” in {{file}} since it was written.',
    action: 'Nothing was written. Settle that entry first.',
  },
  'verify-failed': { message: '{{file}} did not read back as it was written.', action: 'A backup is at {{backup}}.' },
  'records-invalid': {
    message: '{{file}} cannot be read as the record of what MCP Tray wrote.',
    action: 'Move the file away; entries already written then count as yours.',
  },
  'project-folder-missing': {
    message: 'There is no folder {{folder}}.',
    action: 'Give the full path of a folder that is there.',
  },
  'project-scope-unknown': {
    message: '{{client}} has no file for a folder that MCP Tray knows of ({{scope}}).',
    action: 'Leave the folder out, to mean your whole account.',
  },
  'project-file-outside': {
    message: '{{file}} is not written: a link leads out of the folder, to {{target}}.',
    action: 'Remove the link if it should not be there. Nothing was written.',
  },
  'project-is-account': {
    message: '{{file}} is the file of your whole account.',
    action: 'Leave the folder out, to mean your whole account.',
  },
  'project-is-inside': {
    message: '{{client}} keeps local entries for a whole repository: {{folder}} belongs to {{root}}.',
    action: 'Name {{root}} as the folder.',
  },
  'drift-unknown': {
    message: '“{{server}}” in {{client}} was not changed by anyone else.',
    action: 'Reload the plan.',
  },

  // the app itself
  'bad-request': {
    message: 'The request “{{request}}” is not valid: {{problem}}.',
    action: 'Update MCP Tray; its parts do not match.',
  },
  'not-trusted': { message: 'A request from an unknown page was refused.', action: 'Open the window of MCP Tray.' },
  'link-refused': {
    message: 'The link {{url}} is not opened: only https, or http on this machine.',
    action: 'Copy it, if you trust it.',
  },
  'link-failed': { message: 'No browser could be opened.', action: 'Copy this address into a browser: {{url}}' },
  'trust-stale': {
    message: '{{server}} changed once more since you read this.',
    action: 'Read what changed, then accept it.',
  },
  'folder-not-shown': {
    message: 'The folder {{folder}} could not be shown.',
    action: 'Copy its path and open it yourself.',
  },
  'not-running': { message: 'MCP Tray is not running.', action: 'Run “mcp-tray serve”, or open the tray app.' },
  'already-running': { message: 'MCP Tray is already running.', action: 'Use the running one at {{address}}.' },
  'port-taken': { message: 'Port {{port}} is taken by another program.', action: 'Choose another with --port.' },
  'instance-silent': { message: 'MCP Tray seems to run, but does not answer.', action: 'Quit it, then try again.' },
  'instance-other-version': {
    message: 'MCP Tray {{running}} is running, and this command is of {{own}}.',
    action: 'Quit the running one and start it again, then try again.',
  },
  'visit-needed': {
    message: 'This page has no access to MCP Tray, or lost it when MCP Tray was started again.',
    action: 'Run “mcp-tray serve” and open the link it prints.',
  },
  'too-many-pages': {
    message: 'MCP Tray is open in more than {{limit}} pages.',
    action: 'Close some of them, then reload this one.',
  },
  'not-on-this-face': { message: 'This works in the tray app only.', action: 'Open the tray app.' },
  'settings-invalid': {
    message: '{{file}} cannot be read as settings.',
    action: 'Mend or remove the file; it was left untouched.',
  },
  usage: { message: '{{problem}}.', action: 'Run “mcp-tray help” for the commands.' },
  internal: { message: 'MCP Tray made a mistake ({{reason}}).', action: 'Report it with the lines of the log.' },
} as const;

export type ErrorKey = keyof typeof errors;
