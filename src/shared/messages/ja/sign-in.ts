// What a sign-in says outside the window: the page the browser ends on.
export const signIn = {
  page: {
    doneTitle: 'サインインしました',
    done: '{{server}} にサインインしました。このタブは閉じてかまいません。',
    failedTitle: 'サインインできませんでした',
    failed: '何も変更していません。MCP Tray に戻って、もう一度試してください。',
    usedTitle: '使用済みです',
    used: 'この URL はすでに使われたため、何も起こりません。このタブは閉じてかまいません。',
  },
} as const;
