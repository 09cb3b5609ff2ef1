// A broker in a process of its own, to be killed: PORT, UPSTREAM and KEY in the environment.
import { Activity } from '../../../../src/main/broker/activity';
import { createBroker } from '../../../../src/main/broker/broker';
import { createWireFetch } from '../../../../src/main/broker/wire-fetch';
import { texts } from '../../../../src/shared/messages';
import { keptLog, realClock } from '../../../support/fakes';

const { PORT, UPSTREAM = '', KEY = '' } = process.env;
const wire = createWireFetch();
const broker = await createBroker({
  activity: new Activity(realClock),
  clock: realClock,
  log: keptLog(),
  port: Number(PORT),
  keys: { holderOf: (key) => (key === KEY ? 'soak' : undefined) },
  upstream: () => Promise.resolve({ kind: 'http', url: UPSTREAM, fetch: wire.fetch }),
  texts: () => texts('en'),
});
broker.use([{ server: { name: 'notes', type: 'http', url: UPSTREAM, headers: {}, disabled: false }, hiddenTools: [] }]);
console.log(`listening ${broker.address}`);
