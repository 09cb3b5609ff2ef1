// Words of Doctor: what each check is called, what it saw, and what follows from it.
export const doctor = {
  name: '診断',
  check: {
    entry: 'エントリ',
    dns: 'DNS',
    tcp: 'TCP',
    tls: 'TLS',
    http: 'HTTP',
    metadata: 'メタデータ',
    registration: '登録',
    token: 'トークン',
    path: 'PATH',
    spawn: '起動',
    stderr: 'stderr',
    handshake: 'MCP',
    tools: 'ツール',
  },
  outcome: {
    passed: '問題なし',
    failed: '失敗',
    'needs-you': '要対応',
    running: '診断中',
    'not-needed': '不要',
    'not-reached': '未到達',
  },
  took: { ms: '{{ms}} ms', s: '{{s}} 秒' },
  seen: {
    port: '{{address}}、ポート {{port}}',
    plain: '使用なし（http のアドレス）',
    certificate: '{{protocol}}、有効期限 {{to}}、発行者 {{issuer}}',
    http: 'ステータス {{status}}、{{type}}',
    http401: 'ステータス 401、サインインを要求',
    noType: 'メディアタイプなし',
    clockAhead_other: 'このマシンの時計はサーバーより {{count}} 分進んでいます',
    clockBehind_other: 'このマシンの時計はサーバーより {{count}} 分遅れています',
    notAsked: 'サインインは求められていません',
    issuer: 'サインイン先 {{issuer}}',
    registration: {
      'by-hand': '入力済みのクライアント ID を使用',
      document: '公開済みのクライアントメタデータを使用',
      registered: 'このアプリは登録済み',
      'will-register': '自動登録に対応',
      ask: 'クライアント ID の入力が必要',
    },
    tokenFor_other: '残り {{count}} 分',
    tokenOver: '期限切れ',
    renews: '自動で更新',
    endsThere: '更新不可',
    fromShell: '{{file}}（ログインシェルの PATH）',
    notInPath_other: 'ログインシェルの PATH にあるフォルダー {{count}} 個になし',
    pid: 'プロセス {{pid}}',
    lines_zero: '出力なし',
    lines_other: '出力 {{count}} 行',
    linesBefore_zero: '{{end}}。それまでの出力なし',
    linesBefore_other: '{{end}}。それまでの出力 {{count}} 行',
    met: '{{transport}}、リビジョン {{protocol}}',
    tools_zero: 'ツールなし',
    tools_other: 'ツール {{count}} 個',
  },
  end: {
    exit: '終了コード {{code}} で終了',
    signal: 'シグナル {{signal}} で終了',
    none: '応答なし',
  },
  cause: {
    refused: {
      title: '{{what}} が動作していません',
      text: 'サーバーは起動しましたが、{{address}} に接続できませんでした（{{end}}）。接続先を起動するか、アドレスを修正してください。',
    },
    portTaken: {
      title: 'ポート {{port}} は使用中です',
      text: 'サーバーが使うポートを、ほかのプログラムが使っています（{{end}}）。そのプログラムを終了するか、サーバーのポートを変えてください。',
    },
    docker: {
      title: 'Docker が動作していません',
      text: 'サーバーはコンテナーで動きますが、Docker が応答しませんでした。Docker を起動してください。',
    },
    package: {
      title: 'パッケージ {{name}} が見つかりません',
      text: 'レジストリに登録がありません。サーバーの README と引数のパッケージ名を見比べてください。',
    },
    registry: {
      title: 'パッケージのレジストリに接続できません',
      text: 'サーバーは起動前にダウンロードされますが、ネットワークに接続できませんでした。接続やプロキシを確認してください。',
    },
    module: {
      title: '{{name}} がありません',
      text: '必要な部品が見つかりませんでした（{{end}}）。サーバーをインストールし直してください。',
    },
    engine: {
      title: '別のバージョンの Node.js が必要です',
      text: '必要なバージョンは下の出力にあります。そのバージョンを入れるか、コマンドをフルパスで指定してください。',
    },
    variable: {
      title: '{{name}} が設定されていません',
      text: 'サーバーに必要な環境変数です（{{end}}）。エントリの「env」に設定してください。キーはキーチェーンに保管されます。',
    },
    key: {
      title: 'キーが受け付けられません',
      text: 'サーバーは起動しましたが、サービスがキーを拒否しました（{{end}}）。キーを差し替えてください。',
    },
    file: {
      title: '{{file}} がありません',
      text: 'サーバーが必要とするファイルが見つかりませんでした（{{end}}）。引数のパスを修正してください。',
    },
    permission: {
      title: '{{file}} を使う権限がありません',
      text: 'サーバーが使えないファイルです（{{end}}）。権限を変えるか、引数のパスを修正してください。',
    },
  },
  program: {
    title: '{{command}} がインストールされていません',
    text: '{{command}} は {{program}} に含まれます。インストールしてからもう一度診断するか、コマンドをフルパスで指定してください。',
  },
  certificate: {
    expired: {
      title_zero: 'サーバーの証明書がちょうど切れたところです',
      title_other: 'サーバーの証明書が {{count}} 日前に切れています',
      text: '更新できるのはサーバーの管理者だけです。今日が {{today}} なら、このマシンでできることはありません。何も送信していません。',
      message:
        '{{host}} の TLS 証明書（発行者 {{issuer}}）は {{to}} に期限が切れています。更新されるまで、クライアントは接続できません。',
    },
    notYet: {
      title: 'サーバーの証明書は {{from}} から有効です',
      text: 'このマシンの日付は {{today}} です。時計を合わせてください。何も送信していません。',
    },
    otherName: {
      title: '別のホストの証明書です',
      text: '証明書は {{names}} のもので、{{host}} のものではありません。アドレスを修正するか、証明書を差し替えてもらってください。何も送信していません。',
      message: '{{host}} の TLS 証明書（発行者 {{issuer}}）は {{names}} のものです。クライアントは接続できません。',
    },
    selfSigned: {
      title: 'サーバーの自己署名証明書です',
      text: 'このマシンが信頼する発行者のものではありません。自分のサーバーなら、NODE_EXTRA_CA_CERTS に証明書のファイルを指定して MCP Tray を起動し直してください。',
      message:
        '{{host}} の TLS 証明書は自己署名です（{{issuer}}）。信頼された認証局の証明書になるまで、クライアントは接続できません。',
    },
    unknownIssuer: {
      title: '証明書の発行者が、このマシンでは不明です',
      text: '発行者は {{issuer}} です。会社の認証局なら、NODE_EXTRA_CA_CERTS にルート証明書のファイルを指定して MCP Tray を起動し直してください。',
      message:
        '{{host}} の TLS 証明書（発行者 {{issuer}}）は、信頼された認証局までたどれません。中間証明書が不足している可能性があります。',
    },
    notTls: {
      title: '{{host}} のポート {{port}} は TLS に対応していません',
      text: 'ポートを修正するか、このマシンのサーバーなら http:// を使ってください。',
    },
  },
  fine: {
    title: 'すべて応答しています',
    text_zero: 'MCP {{protocol}}。ツールはありません。',
    text_other: 'MCP {{protocol}}、ツール {{count}} 個。',
  },
  off: {
    title: 'このサーバーはオフです',
    text: '診断すると起動してしまうため、何も調べていません。',
  },
  report: {
    server: 'サーバー {{name}}（{{transport}}）',
    platform: '{{platform}} {{arch}}、Node {{node}}',
  },
  window: {
    empty: 'まだ診断していません',
    emptyHint: '専用のセッションを開き、接続までの手順をひとつずつ調べます。',
    check: '診断する',
    running: '{{name}} を診断中',
    runningHint: '失敗が見つかるまで、順に調べます。',
    checks: '診断項目',
    again: 'もう一度診断',
    copyReport: 'レポートをコピー',
    copyMessage: '管理者への連絡文をコピー',
    safe: '秘密情報は除外',
    unlock: 'キーチェーンのロックを解除',
    done: '{{name}}: {{verdict}}',
  },
} as const;
