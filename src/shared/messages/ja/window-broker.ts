// Words of the window face: the broker, what it does for clients, and how a server is delivered to them.
export const broker = {
  moves:
    'それまで中継経由のサーバーは応答しません。ポート {{port}} に変えると、クライアントの項目の変更案を作り直します。書き込むのは適用したときです。',
  stays: 'それまで中継経由のサーバーは応答しません。',
  stillTaken: '{{time}} に再試行しましたが、まだ使用中です。',
  again: '再試行',
  usePort: 'ポート {{port}} を使う',
  offer: {
    title: '中継経由のサーバーは、MCP Tray の実行中だけ応答します',
    text: 'ログイン時に起動しますか。',
    start: 'ログイン時に起動',
    notNow: '今はしない',
    done: 'ログイン時に MCP Tray を起動します',
    doneMore: '設定で変更できます。',
  },
  settings: {
    title: 'ブローカー',
    port: 'ポート',
    portHint: 'クライアントのファイルに書かれるポートです。変更すると、中継の項目の変更案を作り直します。',
    portInvalid: '1024～65535 の整数を入力してください。',
    move: '変更',
    moved: 'ブローカーのポートは {{port}} です',
    movedMore: 'クライアント画面で変更を確認してください。',
    content: 'アクティビティに内容も残す',
    contentHint:
      'クライアントの要求とサーバーの応答も、短く切り詰めて、終了するまでメモリに残します。個人的な内容が含まれることがあります。',
  },
} as const;

export const delivery = {
  title: '接続方法',
  addsSecret: '秘密情報があります。中継ではクライアントに渡さず、MCP Tray が加えます。',
  addsSignIn: '中継では、クライアントごとのサインインは不要です。MCP Tray がサインイン情報を加えます。',
  direct: '直接にする',
  directHint: '直接接続できるすべてのクライアントに適用します。MCP Tray を経由せずに接続します。',
  directHintSignIn:
    '直接接続できるすべてのクライアントに適用します。MCP Tray を経由せずに接続し、サインインはそれぞれのクライアントで行います。',
  default: '既定に戻す',
  defaultHint:
    'すべてのクライアントに適用します。秘密情報、サインイン、オフにしたツールがあるとき、または直接の項目を書けないクライアントでは中継、それ以外は直接です。',
  done: 'すべてのクライアントの接続方法を変更しました',
  doneMore: 'クライアント画面で変更を適用するまで、ファイルはそのままです。',
  perClient: 'セッションごとにプロセスを分ける',
  perClientHint:
    '中継のセッションごとに専用のプロセスを起動します。セッションのない最新版のクライアントは一つを共有します。',
} as const;

export const toolSwitch = {
  name: '中継経由のクライアントでの {{tool}}',
  off: '中継ではオフ',
  directTitle: '直接つながるクライアント: {{clients}}',
  direct: 'オン／オフは中継経由のクライアントだけに効きます。ここでは、すべてのツールがオンのままです。',
  directStep: '中継にする',
  directDone: '変更はクライアント画面で適用できます',
  pendingTitle: 'まだ反映されていません: {{clients}}',
  pending: '変更を適用すると、オン／オフが反映されます。',
  pendingStep: '確認',
} as const;
