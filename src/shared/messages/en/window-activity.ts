// Words of the window face: what clients asked through the broker.
export const activity = {
  list: 'Requests, newest first',
  filter: 'Which requests',
  all: 'All {{count}}',
  calls: 'Calls {{count}}',
  problems: 'Problems {{count}}',
  server: 'Server',
  everyServer: 'Every server',
  newer_one: 'Show {{count}} new request',
  newer_other: 'Show {{count}} new requests',
  none: 'No requests yet',
  noneHint:
    'What clients ask of brokered servers shows here as it happens: who, what, how long. What is said is not kept, unless you switch that on in Settings.',
  noneHintContent:
    'What clients ask of brokered servers shows here as it happens: who, what, how long, and what is said, for you switched that on in Settings.',
  noMatch: 'No such requests',
  noMatchHint: 'Among the last {{count}}, none is of this kind.',
  showAll: 'Show all',
  asked: 'Asked',
  answered: 'Answered',
  nothingKept: 'Nothing was kept.',
  kept: 'Kept in memory only, cut after 4 KB.',
} as const;
