// トレイアプリの更新で起こりうること。
export const updateErrors = {
  'update-off': {
    message: 'この MCP Tray は更新を確認しません。確認先なしでパッケージされています。',
    action: '入手元から新しいバージョンを入手してください。',
  },
  'update-none': { message: '続ける更新がありません。', action: 'もう一度更新を確認してください。' },
  'update-check-failed': {
    message: '更新を確認できませんでした。',
    action: 'オンラインのときにもう一度確認してください。今のバージョンはそのまま使えます。',
  },
  'update-download-failed': {
    message: '更新を最後まで取得できませんでした。何も変更していません。',
    action: 'もう一度更新を確認してください。',
  },
  'update-refused': {
    message: '届いたものは発行元が作ったものと一致しません。破棄しました。',
    action: '発行元に知らせてください。手動でインストールしないでください。',
  },
} as const;
