// Words for finding things: the palette, and the page with every tool.
export const find = {
  open: '検索',
  key: { mac: '⌘ K', other: 'Ctrl K' },
  title: 'サーバー、ツール、操作の検索',
  field: 'サーバー、ツール、操作を検索',
  nothing: '見つかりません',
  nothingHint: 'すべての語が名前か説明に含まれるものを探します。',
  loading: '{{count}} 個のサーバーのツールを読み込み中',
  group: { actions: '操作', servers: 'サーバー', tools: 'ツール', settings: '設定' },
  cached: '{{server}}、前回の内容',
  hint: { choose: '選択', act: '実行', more: '関連する操作', close: '閉じる' },
  command: {
    add: 'サーバーを追加',
    import: 'クライアントのサーバーをインポート',
    review: '{{client}} の変更を確認',
    changes_other: '変更 {{count}} 件',
    tools: 'すべてのツール',
    theme: 'テーマ: {{theme}}',
    language: '言語: {{language}}',
    setting: '設定',
    log: '{{name}} のログ',
    doctor: '{{name}} の診断',
    copied: 'アドレスをコピーしました',
    signOut: '{{name}} からサインアウト',
  },
} as const;

export const allTools = {
  title: 'すべてのツール',
  search: '{{count}} 個のツールを検索',
  found_zero: '該当するツールはありません',
  found_other: '該当するツール {{count}} 個',
  list: '全サーバーのツール',
  server: 'サーバー',
  every: 'すべてのサーバー',
  none: 'ツールはまだありません',
  noneHint: 'サーバーが応答すると、ここに表示されます。',
  cost: 'コンテキストの消費',
  costHint:
    '最初のひと言より前に、クライアントへ渡す全ツールの定義が消費する量の見積もりです。中継のクライアントでは、オフにしたツールは消費しません。',
  perClient: 'クライアント別',
  perServer: 'サーバー別',
  share: '全体の {{percent}} %',
  limit: {
    'claude-code': 'ツールの回答は 25,000 トークンで切り捨てられます（MAX_MCP_OUTPUT_TOKENS）。',
  },
  clientTools_other: 'ツール {{count}} 個',
} as const;
