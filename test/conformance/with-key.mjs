// Preloaded into the official suite, which knows nothing of keys: every request shows the one in SUITE_KEY, below
// whatever the suite itself sets, so that its Host and Origin stay as it wants them.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const suite = createRequire(fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js')));
const { Agent, setGlobalDispatcher } = suite('undici');
const authorization = `Bearer ${process.env.SUITE_KEY}`;

function withKey(headers) {
  if (Array.isArray(headers)) return [...headers, 'authorization', authorization];
  if (headers && typeof headers[Symbol.iterator] === 'function')
    return [...headers].flat().concat('authorization', authorization);
  return { ...headers, authorization };
}
// Node's own fetch takes its dispatcher from the same place.
setGlobalDispatcher(
  new Agent().compose(
    (dispatch) => (options, handler) => dispatch({ ...options, headers: withKey(options.headers) }, handler),
  ),
);
