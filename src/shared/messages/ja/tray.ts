// Words of the tray face.
export const tray = {
  servers: 'サーバー',
  server: {
    off: '{{name}}: オフ',
    connecting: '{{name}}: 接続中',
    ready_other: '{{name}}: 準備完了、ツール {{count}}',
    signIn: '{{name}}: サインインが必要',
    needsInput: '{{name}}: 要対応',
    failed: '{{name}}: 失敗',
  },
  action: {
    tryAgain: '再試行',
    reconnect: '再接続',
    restart: '再起動',
    turnOn: 'オンにする',
    show: 'ウィンドウで表示',
  },
  client: {
    inSync: '{{name}}: 同期済み',
    changes_other: '{{name}}: 変更 {{count}} 件',
    drift: '{{name}}: 外部で変更あり',
    problem: '{{name}}: 同期できません',
  },
  sync: {
    now: '今すぐ同期',
    none: '同期するものはありません',
    done_other: '同期しました。{{count}} 件を書き込みました',
    decide: '外部で行われた変更の扱いを選んでください',
  },
  open: 'MCP Tray を開く',
  startAtLogin: 'ログイン時に起動',
  quit: '終了',
  startComment: 'ローカルの AI クライアントを MCP サーバーにつなぎます',
  cannotStart: 'MCP Tray を起動できません',
} as const;
