// Why an entry of a client's own stays where it is, in Japanese.
export const importErrors = {
  'import-no-server': {
    message: 'コマンドもアドレスも書かれていません。',
    action: '項目はそのまま残ります。どこでも使いたい場合は、サーバーを手動で追加してください。',
  },
  'import-transport': {
    message: '「{{type}}」は対応していないトランスポートです。',
    action: '項目はそのまま残ります。',
  },
  'import-reference': {
    message: '{{reference}} を参照していますが、これを解決できるのはそのクライアントだけです。',
    action: '項目はそのまま残ります。取り込むには、値そのものか環境変数を書いてください。',
  },
  'import-member': {
    message: '「{{key}}」の内容を書く場所が、共有設定にはありません。',
    action: '内容が失われないように、項目はそのまま残ります。',
  },
  'import-value': {
    message: '「{{key}}」の値が正しくありません。',
    action: '項目はそのまま残ります。直してから、もう一度探してください。',
  },
  'import-invalid': {
    message: 'サーバーとして使えません。$t(problems.{{problem}})。',
    action: '項目はそのまま残ります。直してから、もう一度探してください。',
  },
  'import-off': {
    message: 'ほかのクライアントでは有効ですが、ここではオフになっています。',
    action: '項目はそのまま残ります。不要なら手動で削除してください。',
  },
  'import-existing-off': {
    message: '「{{name}}」は MCP Tray ではオフですが、そこでは有効です。',
    action: '項目はそのまま残ります。取り込むには「{{name}}」をオンにしてください。',
  },
  'import-too-many': {
    message: '確認する項目が {{limit}} 件を超えるため、{{client}} の項目は対象から外しました。',
    action: '項目はそのまま残ります。先にほかの項目を取り込んでください。',
  },
  'import-expired': {
    message: '見つかった内容の確認に時間がかかりすぎました。',
    action: 'もう一度探してから取り込んでください。',
  },
  'import-gone': {
    message: '「{{name}}」は、もう {{client}} 独自の項目ではありません。',
    action: '何も書き込んでいません。もう一度探してください。',
  },
  'import-twice': {
    message: '{{client}} の「{{name}}」が 2 つのサーバーに選ばれています。',
    action: '何も書き込んでいません。項目ごとに 1 回だけ選んでください。',
  },
  'import-nothing-to-undo': {
    message: '元に戻せる取り込みはありません。',
    action: '何も書き込んでいません。',
  },
} as const;
