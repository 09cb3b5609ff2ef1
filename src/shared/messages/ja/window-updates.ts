// トレイアプリの新しいバージョンについての文言。
export const updates = {
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
} as const;
