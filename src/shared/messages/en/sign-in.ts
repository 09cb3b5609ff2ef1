// What a sign-in says outside the window: the page the browser ends on.
export const signIn = {
  page: {
    doneTitle: 'Signed in',
    done: '{{server}} is signed in. You can close this tab.',
    failedTitle: 'Not signed in',
    failed: 'Nothing was changed. Go back to MCP Tray to try again.',
    usedTitle: 'Already used',
    used: 'This address was used once and does nothing more. You can close this tab.',
  },
} as const;
