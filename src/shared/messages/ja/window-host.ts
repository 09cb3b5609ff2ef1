// トレイアプリのウィンドウの文言。トレイのないデスクトップと更新。
export const host = {
  noTray: {
    title: 'このデスクトップにはトレイがありません',
    text: 'ウィンドウを閉じても MCP Tray は最小化されて動き続けます。もう一度起動するとウィンドウが戻ります。',
    quitIn: '終了は設定から行えます。',
    gnome: 'GNOME では、拡張機能「AppIndicator and KStatusNotifierItem Support」でトレイを追加できます。',
    quit: '終了',
    hide: '隠す',
  },
  updates: {
    title: '更新',
    off: 'オフ。このバージョンには更新の確認先がありません。',
    hint: '1 日に 1 回確認します。取得とインストールは、指示があるまで行いません。',
    currentAt: '最新のバージョンです。{{time}} に確認しました。',
    notYet: 'まだ確認していません。',
    checking: '確認中',
    available: 'バージョン {{version}} があります。',
    downloading: 'バージョン {{version}} を取得中、{{percent}} %',
    ready: 'バージョン {{version}} の準備ができました。',
    check: '今すぐ確認',
    download: '取得',
    install: '再起動してインストール',
  },
} as const;
