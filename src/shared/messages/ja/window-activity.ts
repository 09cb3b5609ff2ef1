// Words of the window face: what clients asked through the broker.
export const activity = {
  list: '要求（新しい順）',
  filter: '表示する要求',
  all: 'すべて {{count}}',
  calls: '呼び出し {{count}}',
  problems: '問題 {{count}}',
  server: 'サーバー',
  everyServer: 'すべてのサーバー',
  newer_other: '新しい要求 {{count}} 件を表示',
  none: 'まだ要求はありません',
  noneHint:
    'クライアントが中継のサーバーに送った要求を、その場で表示します。誰が、何を、どのくらいの時間で。設定でオンにしない限り、内容は残しません。',
  noneHintContent:
    'クライアントが中継のサーバーに送った要求を、その場で表示します。誰が、何を、どのくらいの時間で。設定がオンなので、内容も残します。',
  noMatch: '該当する要求はありません',
  noMatchHint: '最新の {{count}} 件の中にはありません。',
  showAll: 'すべて表示',
  asked: '要求',
  answered: '応答',
  nothingKept: '残っていません。',
  kept: 'メモリにだけ残し、4 KB で切り詰めます。',
} as const;
