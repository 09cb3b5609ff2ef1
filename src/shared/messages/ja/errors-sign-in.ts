// What can go wrong while signing in, from the first challenge to the last revocation.
export const signInErrors = {
  // what a server asks for
  'sign-in-needed': { message: '{{host}} にはサインインが必要です。', action: 'サインインしてください。' },
  'more-access-needed': {
    message: '{{host}} には追加の権限が必要です: {{scopes}}。',
    action: 'もう一度サインインして、許可してください。',
  },
  'access-still-refused': {
    message: '{{host}} は、すでに許可した権限を繰り返し求めています: {{scopes}}。',
    action: 'この操作がアカウントに認められているか、サーバーの管理者に確認してください。',
  },
  'api-key-needed': {
    message: '{{host}} にはキーが必要ですが、ブラウザーでのサインインには対応していません。',
    action: 'API キーを貼り付けてください。',
  },
  'client-id-needed': {
    message: '{{service}} は新しいアプリを自動では受け付けません。',
    action: 'リダイレクト URI {{redirectUri}} でアプリを登録し、そのクライアント ID を貼り付けてください。',
  },
  'client-secret-needed': {
    message: '{{service}} ではクライアント ID のほかにクライアントシークレットも必要です。',
    action: '登録したアプリのクライアントシークレットを貼り付けてください。',
  },
  'client-refused': {
    message: '{{service}} にクライアント ID が登録されていないか、シークレットが違います。',
    action: 'クライアント ID とシークレットを直してから、もう一度サインインしてください。',
  },
  'sign-in-not-asked': {
    message: '{{host}} はサインインを求めていません。',
    action: 'サインインせずに接続してください。',
  },
  'token-not-accepted': {
    message: '{{host}} は、いま行ったサインインを受け付けません。',
    action: 'もう一度サインインしてください。それでも直らない場合は、サーバーの管理者に報告してください。',
  },
  'clock-wrong': {
    message: 'このコンピューターと {{host}} の時計が {{minutes}} 分ずれています。',
    action: 'このコンピューターの時計を合わせてから、もう一度サインインしてください。',
  },

  // what a server says about itself
  'sign-in-service-down': {
    message: 'サインインサービス {{service}} が応答していません。',
    action: '自動で再試行します。サインインの状態は保たれるので、そのままお待ちください。',
  },
  'sign-in-settings-unreadable': {
    message: '{{host}} のサインイン設定（{{url}}）を読めません。',
    action: 'サーバーの管理者に報告してください。',
  },
  'issuer-mismatch': {
    message: '{{host}} のサインイン設定が別のサーバーを指しています。{{expected}} のはずが {{found}} です。',
    action: '何も送信していません。サーバーの管理者に報告してください。',
  },
  'issuer-slash': {
    message: '{{host}} のサインイン設定は {{expected}} のはずが {{found}} です。末尾のスラッシュが違います。',
    action: '規格では完全に一致する必要があります。サーバーの管理者に報告してください。',
  },
  'resource-mismatch': {
    message: '{{host}} のサインイン設定が別のサーバーを指しています。{{expected}} のはずが {{found}} です。',
    action: '何も送信していません。サーバーの管理者に報告してください。',
  },
  'issuer-not-offered': {
    message: '{{host}} のサインインでは {{issuer}} を使えません。',
    action: 'mcp.json の「oauth」の「issuer」を直してください。使えるもの: {{offered}}。',
  },
  'sign-in-insecure': {
    message: '{{host}} は、保護されていないアドレスでサインインさせようとしています: {{url}}。',
    action: '何も送信していません。サーバーの管理者に https への対応を依頼してください。',
  },
  'pkce-missing': {
    message: '{{service}} は、サインインの横取りを防ぐ仕組み（S256 の PKCE）に対応していません。',
    action: '管理者に対応を依頼してください。API キーがあれば、それまではキーを使ってください。',
  },

  // registering this app
  'registration-refused': {
    message: '{{service}} は承認済みのアプリしか受け付けません。',
    action: '管理者からクライアント ID を受け取り、貼り付けてください。',
  },
  'registration-failed': {
    message: '{{service}} にこのアプリの登録を断られました（{{reason}}）。',
    action: 'リダイレクト URI {{redirectUri}} でアプリを登録し、そのクライアント ID を貼り付けてください。',
  },
  'redirect-uri-refused': {
    message: '{{service}} はリダイレクト URI {{redirectUri}} を受け付けません。',
    action: 'このリダイレクト URI をそのまま登録してから、もう一度サインインしてください。',
  },

  // while the browser is open
  'sign-in-denied': {
    message: '{{service}} でアクセスが許可されませんでした。',
    action: 'もう一度サインインして、許可してください。',
  },
  'sign-in-timeout': {
    message: '{{minutes}} 分以内にブラウザーから戻ってきませんでした。',
    action:
      'もう一度サインインしてください。ブラウザーが別のマシンにある場合は、最後に表示された URL を貼り付けてください。',
  },
  'sign-in-cancelled': {
    message: 'サインインを取り消しました。',
    action: '必要になったら、もう一度サインインしてください。',
  },
  'sign-in-failed': {
    message: '{{service}} にサインインを断られました（{{reason}}）。',
    action: 'もう一度サインインしてください。それでも直らない場合は、サーバーの管理者に報告してください。',
  },
  'sign-in-answer-unusable': {
    message: '{{service}} の応答は、サインインの応答として読めません。',
    action: 'サーバーの管理者に報告してください。',
  },
  'scope-refused': {
    message: '{{service}} は、求めた権限を認識できません: {{scopes}}。',
    action: 'mcp.json の「oauth」の「scopes」を直すか、サーバーの管理者に報告してください。',
  },
  'wrong-issuer-answered': {
    message: 'サインインの応答が {{service}} とは別のところから届きました。',
    action: '応答は破棄しました。もう一度サインインし、また起きる場合はサーバーの管理者に報告してください。',
  },
  'issuer-not-named': {
    message: 'サインインの応答に、{{service}} からのものだという記載がありません。',
    action: '応答は破棄しました。もう一度サインインし、また起きる場合はサーバーの管理者に報告してください。',
  },
  'redirect-url-wrong': {
    message: 'これはサインインが待っている URL ではありません。',
    action: 'ブラウザーに最後に表示された、{{redirectUri}} で始まる URL 全体をコピーしてください。',
  },
  'sign-in-not-pending': {
    message: '{{name}} へのサインインは待機していません。',
    action: 'もう一度始めてください。',
  },
  'callback-port-taken': {
    message: 'このサインインに必要なポート {{port}} を {{program}} が使用中です。',
    action: '{{program}} を終了するか、mcp.json の「oauth」に別の「callbackPort」を指定してください。',
  },
  'callback-port-unavailable': {
    message: 'このサインインに必要なポート {{port}} を開けません。',
    action:
      'そのポートを使っているプログラムを終了するか、mcp.json の「oauth」に別の「callbackPort」を指定してください。',
  },
  'device-sign-in-missing': {
    message: '{{service}} はコード入力によるサインインに対応していません。',
    action: 'ブラウザーでサインインしてください。ブラウザーは別のマシンにあってもかまいません。',
  },

  // keeping it
  'tokens-not-saved': {
    message: '{{host}} へのサインインをキーチェーンに保存できませんでした。',
    action:
      'キーチェーンのロックを解除するか修復してから、もう一度試してください。代わりにディスクへ書き出すことはありません。',
  },
  'saved-sign-in-damaged': {
    message: '保存されている {{host}} へのサインインを読めません。',
    action: 'もう一度サインインしてください。',
  },
  'renewal-busy': {
    message: '別の MCP Tray が {{host}} へのサインインを更新中のまま終わりません。',
    action: 'それを終了してから、もう一度試してください。',
  },
} as const;
