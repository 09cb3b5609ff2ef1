// ファイル内の問題箇所の説明。「FILE の L 行 C 列: …」に続く文で、`problem` で選ばれる。
export const problems = {
  // JSON
  unexpectedSymbol: 'JSON として読めません',
  invalidNumber: '数値として読めません',
  nameExpected: '二重引用符で囲んだ名前がありません',
  valueExpected: '値がありません',
  colonExpected: 'コロンがありません',
  commaExpected: 'カンマがありません',
  braceExpected: '閉じ波かっこ } がありません',
  bracketExpected: '閉じ角かっこ ] がありません',
  endExpected: 'ここから先には何も書けません',
  commentNotAllowed: 'このファイルにはコメントを書けません',
  commentUnclosed: 'コメントが閉じられていません',
  stringUnclosed: '閉じ引用符がありません',
  invalidEscape: '\\ のあとのエスケープが正しくありません',
  controlCharacter: '文字列の中に制御文字があります',
  objectExpected: 'ファイル全体を波かっこ { } のオブジェクトにする必要があります',
  tooDeep: '入れ子が深すぎます',
  duplicateName: '「{{key}}」が二度書かれています',
} as const;
