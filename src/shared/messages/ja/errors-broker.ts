// クライアントとブローカーの間で起きる問題。クライアントの中で読まれるため、MCP Tray の名前を入れる。
export const brokerErrors = {
  'local-key-unknown': {
    message: 'このクライアントのローカルキーは、MCP Tray では無効です。',
    action: 'MCP Tray でこのクライアントをもう一度同期してください。',
  },
  'keys-not-read': {
    message: 'MCP Tray は起動中で、クライアントのローカルキーをまだ読み込んでいません。',
    action: '少し待ってから、もう一度試してください。',
  },
  'server-off': {
    message: '{{name}} は MCP Tray でオフになっています。',
    action: '使う場合は MCP Tray でオンにしてください。',
  },
  'tool-off': {
    message: '{{server}} のツール「{{tool}}」は MCP Tray でオフになっています。',
    action: '使う場合は MCP Tray でオンにしてください。',
  },
  'request-too-large': { message: '要求が {{limit}} MB を超えています。', action: '一度に送る量を減らしてください。' },
  'answer-unreadable': {
    message: '{{server}} の応答を読み取れないため、オフにしたツールを除けません。',
    action: 'MCP Tray ですべてのツールをオンにするか、サーバーの提供元に報告してください。',
  },
  'caller-unclear': {
    message: '複数のクライアントが呼び出している間に、{{server}} が問い返してきました。',
    action: 'ほかのクライアントが使っていないときに、もう一度試してください。',
  },
  'server-keeps-ending': {
    message: '{{server}} が {{count}} 回続けて終了しました。',
    action: 'MCP Tray のログで最後の行を確認してから、MCP Tray で再接続してください。',
  },
  'broker-port-taken': {
    message: 'クライアントの中継の項目が使うポート {{port}} を {{program}} が使用中です。',
    action: '{{program}} を終了して再試行するか、別のポートに変更してください。',
  },
  'broker-port-unavailable': {
    message: 'クライアントの中継の項目が使うポート {{port}} を、ほかのプログラムが使用中です。',
    action: 'そのプログラムを終了するか、別のポートに変更してください。',
  },
  'broker-stopping': {
    message: 'MCP Tray を終了しています。',
    action: 'MCP Tray を開き直してから、もう一度試してください。',
  },
  'bridge-no-way': {
    message: 'MCP Tray が応答しません。',
    action: 'MCP Tray を起動してから、もう一度試してください。',
  },
  'bridge-cut-off': {
    message: '実行中に MCP Tray が終了したため、処理されたかどうかがわかりません。',
    action: '処理されたかどうかを確認してから、もう一度試してください。',
  },
} as const;
