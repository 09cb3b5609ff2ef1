// What may go wrong with updates of the tray app.
export const updateErrors = {
  'update-off': {
    message: 'This MCP Tray looks for no updates: it was packaged without a place to look.',
    action: 'Get a newer version where you got this one.',
  },
  'update-none': { message: 'There is no update to go on with.', action: 'Look for updates again.' },
  'update-check-failed': {
    message: 'Updates could not be looked for.',
    action: 'Look again when you are online. This version goes on working.',
  },
  'update-download-failed': {
    message: 'The update could not be fetched whole. Nothing was changed.',
    action: 'Look for updates again.',
  },
  'update-refused': {
    message: 'What arrived is not what its publisher made. It was thrown away.',
    action: 'Tell the publisher. Do not install it by hand.',
  },
} as const;
