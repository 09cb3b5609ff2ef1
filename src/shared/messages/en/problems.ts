// What is wrong at a place in a file: the middle of a sentence “FILE, line L, column C: ...”, picked by `problem`.
export const problems = {
  // JSON
  unexpectedSymbol: 'this is not JSON',
  invalidNumber: 'this is not a number',
  nameExpected: 'a name in double quotes is missing',
  valueExpected: 'a value is missing',
  colonExpected: 'a colon is missing',
  commaExpected: 'a comma is missing',
  braceExpected: 'a closing brace } is missing',
  bracketExpected: 'a closing bracket ] is missing',
  endExpected: 'nothing may follow here',
  commentNotAllowed: 'comments are not allowed in this file',
  commentUnclosed: 'this comment does not end',
  stringUnclosed: 'a closing quote is missing',
  invalidEscape: 'this escape after \\ is not valid',
  controlCharacter: 'a control character stands inside a text',
  objectExpected: 'the file has to be an object in braces { }',
  tooDeep: 'this is nested too deeply',
  duplicateName: '“{{key}}” stands here a second time',
} as const;
