// Why an entry of a client's own stays where it is, and what else keeps an import from going on.
export const importErrors = {
  'import-no-server': {
    message: 'It says neither a command nor an address.',
    action: 'It stays as it is. Add the server by hand if you want it everywhere.',
  },
  'import-transport': {
    message: '“{{type}}” is not a transport MCP Tray knows.',
    action: 'It stays as it is.',
  },
  'import-reference': {
    message: 'It refers to {{reference}}, which only that client can resolve.',
    action: 'It stays as it is. Write the value, or an environment variable, to import it.',
  },
  'import-member': {
    message: '“{{key}}” says something that the shared config has no place for.',
    action: 'It stays as it is, so that this is not lost.',
  },
  'import-value': {
    message: 'The value of “{{key}}” is not what it has to be.',
    action: 'It stays as it is. Correct it, then look again.',
  },
  'import-invalid': {
    message: 'It cannot be a server: $t(problems.{{problem}}).',
    action: 'It stays as it is. Correct it, then look again.',
  },
  'import-off': {
    message: 'It is switched off there, while others have the server on.',
    action: 'It stays as it is. Remove it by hand if you do not need it.',
  },
  'import-existing-off': {
    message: '“{{name}}” is switched off in MCP Tray, and on there.',
    action: 'It stays as it is. Switch “{{name}}” on to take the entry over.',
  },
  'import-too-many': {
    message: 'There are more than {{limit}} entries to look at; those of {{client}} are left out.',
    action: 'They stay as they are. Import some of the others first.',
  },
  'import-expired': {
    message: 'What was found has been waiting too long.',
    action: 'Look again, then import.',
  },
  'import-gone': {
    message: '“{{name}}” is no longer an entry of {{client}}’s own.',
    action: 'Nothing was written. Look again.',
  },
  'import-twice': {
    message: '“{{name}}” in {{client}} was chosen for two servers.',
    action: 'Nothing was written. Choose each entry once.',
  },
  'import-nothing-to-undo': {
    message: 'There is no import to take back.',
    action: 'Nothing was written.',
  },
} as const;
