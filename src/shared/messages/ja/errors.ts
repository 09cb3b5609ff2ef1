// What went wrong, in a sentence, and the one thing to do next. The key is the stable error code.
import { brokerErrors } from './errors-broker';
import { importErrors } from './errors-import';
import { signInErrors } from './errors-sign-in';
import { updateErrors } from './errors-updates';

export const errors = {
  ...signInErrors,
  ...brokerErrors,
  ...updateErrors,
  ...importErrors,

  // the shared config
  'config-syntax': {
    message: '{{file}} の {{line}} 行目 {{column}} 列目: $t(problems.{{problem}})。',
    action: 'ファイルを開いてその行を直してください。直前の正しい一覧を使い続けます。',
  },
  'config-invalid': {
    message: '{{file}} の {{line}} 行目 {{column}} 列目: $t(problems.{{problem}})。',
    action: 'ファイルを開いてその行を直してください。直前の正しい一覧を使い続けます。',
  },
  'server-name-invalid': {
    message: '「{{name}}」はサーバー名に使えません。',
    action: '英数字、ハイフン、アンダースコアを 1～64 文字で指定してください。',
  },
  'server-name-reserved': {
    message: '「{{name}}」はクライアント側で予約された名前です。',
    action: '別の名前にしてください。',
  },
  'server-name-taken': {
    message: '「{{name}}」という名前のサーバーがすでにあります。',
    action: '別の名前にするか、先にそのサーバーを削除してください。',
  },
  'server-unknown': {
    message: '「{{name}}」という名前のサーバーはありません。',
    action: 'サーバー一覧で名前を確認してください。',
  },
  'transport-unknown': {
    message: '「{{type}}」は対応していないトランスポートです。',
    action: 'http、sse、stdio のいずれかを指定してください。',
  },
  'url-invalid': {
    message: '「{{url}}」は URL ではありません。',
    action: 'https:// または http:// で始まる URL を指定してください。',
  },
  'entry-invalid': {
    message: 'サーバー「{{name}}」を追加できません: $t(problems.{{problem}})。',
    action: '内容を直してから、もう一度追加してください。',
  },
  'paste-unreadable': {
    message: 'URL、インストールリンク、「claude mcp add」の行、mcpServers の JSON のいずれでもありません。',
    action: 'サーバーの README にある行または JSON を、そのまま貼り付けてください。',
  },
  'paste-syntax': {
    message: '貼り付けた JSON の {{line}} 行目 {{column}} 列目に誤りがあります: $t(problems.{{problem}})。',
    action: '全体を貼り付け直すか、その行を直してください。',
  },
  'install-link-unreadable': {
    message: 'このインストールリンクからは、サーバーを読み取れません。',
    action: '代わりに、サーバーの README にある JSON か行を貼り付けてください。',
  },
  'paste-expired': {
    message: '貼り付けた内容は、時間が経ちすぎたか、すでに追加されています。',
    action: 'もう一度貼り付けてください。',
  },
  'paste-options': {
    message: '貼り付けた行に、「claude mcp add」が受け付けないものがあります: {{option}}。',
    action: '行を直すか、各欄に直接入力してください。',
  },
  'reference-invalid': {
    message: '「{{reference}}」は解決できない参照です。',
    action: '${env:NAME} または ${keychain:NAME} と書いてください。',
  },
  'env-missing': {
    message: '環境変数 {{name}} が設定されていません。',
    action: 'ログインシェルで {{name}} を設定してから、再接続してください。',
  },
  'secret-missing': {
    message: 'キーチェーンに {{name}} という秘密情報がありません。',
    action: '秘密情報を入力するか、mcp.json の参照を直してください。',
  },
  'file-left-behind': {
    message: '{{file}} は MCP Tray が書いたファイルですが、今はどのクライアントも使っていません。',
    action:
      '項目を手作業で取り除くか、CODEX_HOME など場所を変えた設定を戻してから、もう一度アンインストールしてください。',
  },
  'secret-unknown': {
    message: '{{name}} の項目は、{{secret}} という秘密情報を参照していません。',
    action: '項目が参照している名前を mcp.json で確かめてください。',
  },

  // secrets
  'keychain-locked': {
    message: 'キーチェーンがロックされています。',
    action: 'ロックを解除してから再接続してください。代わりにディスクへ書き出すことはありません。',
  },
  'keychain-failed': {
    message: 'キーチェーンに拒否されました: {{reason}}。',
    action: 'システムのキーチェーンを確認してから、もう一度試してください。',
  },
  'keychain-silent': {
    message: 'キーチェーンが {{seconds}} 秒以内に応答しませんでした。',
    action: 'ロック解除を求めるウィンドウが出ていないか確認してから、もう一度試してください。',
  },
  'keychain-unready': {
    message: 'このシステムのキーチェーンには、既定のキーリングがまだありません。',
    action: 'デスクトップに一度ログインするか、「パスワードと鍵」で作成してから、もう一度試してください。',
  },
  'keychain-absent': {
    message: 'このマシンにはキーチェーンがないため、{{name}} を保管できません。',
    action:
      'gnome-keyring などのキーチェーンを入れるか、先に「mcp-tray serve」を起動してください（終了するまで保持します）。',
  },

  // connections
  'command-not-found': {
    message: 'コマンド「{{command}}」が見つかりません。',
    action: 'インストールするか、フルパスで指定してください。',
  },
  'command-failed': {
    message: '「{{command}}」を起動できません: {{reason}}。',
    action: 'コマンドと実行権限を確認してください。',
  },
  'folder-missing': {
    message: '作業フォルダー {{folder}} がありません。',
    action: 'フォルダーを作るか、「cwd」にフルパスを指定してください。',
  },
  'process-exited': {
    message: 'サーバーが終了コード {{code}} で終了しました。',
    action: 'ログで最後の出力を確認してください。',
  },
  'process-killed': {
    message: 'サーバーがシグナル {{signal}} で終了しました。',
    action: 'ログで最後の出力を確認してください。',
  },
  'connection-refused': {
    message: '{{host}} から応答がありません。',
    action: 'サーバーを起動するか、URL を直してください。',
  },
  'host-unknown': { message: 'ホスト {{host}} が見つかりません。', action: 'URL とネットワークを確認してください。' },
  'tls-failed': {
    message: '{{host}} に安全に接続できません: {{reason}}。',
    action: 'URL を確認してください。証明書の期限切れや自己署名が原因なら、サーバーの管理者に更新を依頼してください。',
  },
  'connection-lost': {
    message: 'サーバーが接続を閉じました。',
    action: '自動で再試行します。理由はログで確認できます。',
  },
  'connect-timeout': {
    message: 'サーバーが {{seconds}} 秒以内に応答しませんでした。',
    action: '起動しているか、MCP に対応しているかを確認してください。',
  },
  'request-timeout': {
    message: '{{seconds}} 秒以内に応答がありませんでした。',
    action: 'もう一度試すか、このサーバーの「timeout」を延ばしてください。',
  },
  'not-mcp': {
    message: 'この URL は MCP ではなく {{type}} を返します。',
    action: 'URL を確認してください。多くは /mcp か /sse で終わります。',
  },
  'http-status': {
    message: 'サーバーが HTTP ステータス {{status}} を返しました。',
    action: 'URL を確認してください。',
  },
  'server-error': {
    message: 'サーバー側で問題が起きています（HTTP ステータス {{status}}）。',
    action: '自動で再試行します。そのままお待ちください。',
  },
  'invalid-message': {
    message: 'サーバーから、MCP メッセージとして読めないデータが届きました。',
    action: 'サーバーを更新するか、管理者に報告してください。',
  },
  'message-too-large': {
    message: 'サーバーから {{limit}} MB を超えるメッセージが届きました。',
    action: '接続を閉じました。サーバーの管理者に報告してください。',
  },
  'catalog-endless': {
    message: '$t(common.kind.{{kind}})の一覧が長すぎるか、終わりがありません。先頭の {{count}} 件を表示しています。',
    action: 'サーバーの管理者に報告してください。',
  },
  'catalog-partial': {
    message: '$t(common.kind.{{kind}})をすべては読み込めませんでした。届いたのは {{count}} 件です。',
    action: '再接続して、一覧を読み込み直してください。',
  },
  'protocol-unsupported': {
    message: 'サーバーの MCP バージョン {{version}} には対応していません。',
    action: 'サーバーまたは MCP Tray を更新してください。',
  },
  'access-refused': {
    message: '{{host}} にアクセスを拒否されました（HTTP ステータス 403）。',
    action: 'キーまたはアカウントの権限を確認してください。',
  },
  'key-refused': {
    message: '{{host}} はヘッダー {{header}} のキーを受け付けません。',
    action: 'キーを取り替えてから、再接続してください。',
  },
  'server-not-ready': {
    message: '{{name}} はまだ準備できていません。',
    action: '準備完了を待つか、再接続してください。',
  },
  'tool-unknown': {
    message: '{{server}} に「{{tool}}」というツールはありません。',
    action: 'カタログで名前を確認してください。',
  },
  'tool-refused': {
    message: 'サーバーが呼び出しを拒否しました: {{reason}}。',
    action: '引数をスキーマと照らし合わせてください。',
  },
  'tool-asks-back': {
    message: '「{{tool}}」は実行の途中で追加の入力を求めますが、MCP Tray からは答えられません。',
    action: 'Claude Code など、対話できるクライアントから呼び出してください。',
  },
  'handshake-refused': {
    message: 'サーバーが接続を拒否しました: {{reason}}。',
    action: 'サーバーの設定を確認するか、サーバーを更新してください。',
  },
  'redirect-refused': {
    message: '{{host}} は別の URL に転送しようとしています: {{url}}。',
    action: '信頼できる場合は、その URL をこのサーバーに指定してください。',
  },
  'header-invalid': {
    message: 'ヘッダー {{header}} の値は送信できません。',
    action: '値から改行や特殊文字を取り除いてから、再接続してください。',
  },

  // files
  'file-syntax': {
    message: '{{file}} の {{line}} 行目 {{column}} 列目: $t(problems.{{problem}})。',
    action: 'その行を直してください。ファイルには手を加えていません。',
  },
  'file-shape': {
    message: '{{file}} の {{line}} 行目 {{column}} 列目: 「{{key}}」がオブジェクトではありません。',
    action: 'その項目を直してください。ファイルには手を加えていません。',
  },
  'file-not-text': {
    message: '{{file}} は UTF-8 のテキストではありません。',
    action: 'UTF-8 で保存してください。ファイルには手を加えていません。',
  },
  'file-too-large': {
    message: '{{file}} が {{limit}} MB を超えています。',
    action: '小さくしてください。ファイルには手を加えていません。',
  },
  'file-changed': {
    message: '編集中に {{file}} が変更されました。',
    action: '何も書き込んでいません。もう一度試してください。',
  },
  'file-overwritten': {
    message: '書き込んだ直後に {{file}} が別のプログラムに上書きされました。',
    action: 'ファイルの内容を確認してから、もう一度試してください。',
  },
  'file-locked': {
    message: '{{file}} を別のプログラムが使用中です。',
    action: '何も書き込んでいません。少し待ってからもう一度試してください。',
  },
  'file-read-only': {
    message: '{{file}} に書き込めません。ファイルまたはフォルダーが読み取り専用です。',
    action: '権限を変えてから、もう一度試してください。ファイルには手を加えていません。',
  },
  'file-mounted': {
    message: '{{file}} はコンテナーなどでファイル単体としてマウントされているため、ファイル全体を置き換えられません。',
    action: '代わりにフォルダーをマウントしてから、もう一度試してください。ファイルには手を加えていません。',
  },
  'file-unreadable': {
    message: '権限がないため {{file}} を読めません。',
    action: '権限を変えてから、もう一度試してください。',
  },
  'disk-full': {
    message: 'ディスクに空きがありません。{{file}} には手を加えていません。',
    action: '空きを作ってから、もう一度試してください。',
  },
  'file-failed': {
    message: '{{file}} を扱えません: {{reason}}。',
    action: 'ファイルとフォルダーを確認してください。何も失われていません。',
  },

  // clients
  'client-unknown': {
    message: '「{{client}}」というクライアントはありません。',
    action: '「mcp-tray clients」で一覧を確認してください。',
  },
  'plan-stale': {
    message: '変更案を作ったあとに、{{file}} または共有設定が変更されました。',
    action: '何も書き込んでいません。新しい変更案を確認してください。',
  },
  'nothing-to-restore': {
    message: 'MCP Tray は {{client}} には何も書き込んでいません。',
    action: '元に戻すものはありません。',
  },
  'nothing-to-undo': { message: '{{client}} には元に戻せる変更がありません。', action: '何も書き込んでいません。' },
  'undo-conflict': {
    message: '書き込んだあとに、{{file}} の「{{server}}」が外部で変更されました。',
    action: '何も書き込んでいません。先にその項目を解決してください。',
  },
  'verify-failed': {
    message: '{{file}} を読み直したところ、書いた内容と一致しません。',
    action: 'バックアップは {{backup}} にあります。',
  },
  'records-invalid': {
    message: '{{file}} を MCP Tray の書き込み記録として読み取れません。',
    action: 'このファイルを別の場所に移してください。書き込み済みのエントリは、以後あなたのものとして扱われます。',
  },
  'project-folder-missing': {
    message: 'フォルダー {{folder}} がありません。',
    action: '存在するフォルダーの絶対パスを指定してください。',
  },
  'project-scope-unknown': {
    message: '{{client}} には、MCP Tray が扱えるフォルダー用のファイルがありません（{{scope}}）。',
    action: '--project を付けず、アカウント全体を対象にしてください。',
  },
  'project-file-outside': {
    message: '{{file}} には書き込みません。リンクがフォルダーの外（{{target}}）を指しています。',
    action: '不要なリンクであれば削除してください。何も書き込まれていません。',
  },
  'project-is-account': {
    message: '{{file}} はアカウント全体のファイルです。',
    action: '--project を付けず、アカウント全体を対象にしてください。',
  },
  'project-is-inside': {
    message: '{{client}} のローカル項目はリポジトリ単位です。{{folder}} は {{root}} に含まれています。',
    action: 'フォルダーとして {{root}} を指定してください。',
  },
  'drift-unknown': {
    message: '{{client}} の「{{server}}」は外部で変更されていません。',
    action: '変更案を読み込み直してください。',
  },

  // the app itself
  'bad-request': {
    message: '要求「{{request}}」が正しくありません: {{problem}}。',
    action: 'MCP Tray を更新してください。各部の版が合っていません。',
  },
  'not-trusted': {
    message: '不明なページからの要求を拒否しました。',
    action: 'MCP Tray のウィンドウを開いてください。',
  },
  'link-refused': {
    message: 'リンク {{url}} は開きません。https か、このマシンの http だけを開きます。',
    action: '信頼できる場合は、コピーして使ってください。',
  },
  'link-failed': {
    message: 'ブラウザーを開けませんでした。',
    action: 'この URL をブラウザーに貼り付けてください: {{url}}',
  },
  'trust-stale': {
    message: '{{server}} は、表示したあとにまた変わりました。',
    action: '変更内容をもう一度確認してから受け入れてください。',
  },
  'folder-not-shown': {
    message: 'フォルダー {{folder}} を表示できませんでした。',
    action: 'パスをコピーして開いてください。',
  },
  'not-running': {
    message: 'MCP Tray が起動していません。',
    action: '「mcp-tray serve」を実行するか、トレイアプリを開いてください。',
  },
  'already-running': {
    message: 'MCP Tray はすでに起動しています。',
    action: '{{address}} で起動中のものを使ってください。',
  },
  'port-taken': {
    message: 'ポート {{port}} は別のプログラムが使用中です。',
    action: '--port で別のポートを指定してください。',
  },
  'instance-silent': {
    message: 'MCP Tray は起動しているようですが、応答がありません。',
    action: '終了してから、もう一度試してください。',
  },
  'instance-other-version': {
    message: 'MCP Tray {{running}} が起動中ですが、このコマンドの版は {{own}} です。',
    action: '起動中のものを終了して起動し直してから、もう一度試してください。',
  },
  'visit-needed': {
    message: 'このページから MCP Tray を操作できません。MCP Tray を起動し直すと、前のページは使えなくなります。',
    action: '「mcp-tray serve」を実行し、表示されたリンクを開いてください。',
  },
  'too-many-pages': {
    message: 'MCP Tray を開いているページが {{limit}} 個を超えました。',
    action: 'いくつか閉じてから、このページを再読み込みしてください。',
  },
  'not-on-this-face': { message: 'これはトレイアプリでのみ使えます。', action: 'トレイアプリを開いてください。' },
  'settings-invalid': {
    message: '{{file}} を設定として読めません。',
    action: 'ファイルを直すか削除してください。ファイルには手を加えていません。',
  },
  usage: { message: '{{problem}}。', action: '「mcp-tray help」でコマンドを確認してください。' },
  internal: {
    message: 'MCP Tray に不具合が起きました（{{reason}}）。',
    action: 'ログの該当行を添えて報告してください。',
  },
} as const;
