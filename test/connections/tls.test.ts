import tls from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { expired, key, selfSigned } from '../support/servers/certificates';
import { type Listening, listen } from '../support/servers/listen';
import { type Harness, http, startHarness } from './harness';

const known = tls.getCACertificates();
let harness: Harness;
let server: Listening;
afterEach(async () => {
  await harness.stop();
  await server.stop();
  tls.setDefaultCACertificates(known);
});

it('tls-failed for a self-signed certificate: nothing is sent, and it is not hammered', async () => {
  server = await listen(() => undefined, { tls: { key, cert: selfSigned } });
  harness = await startHarness([http(`${server.origin}/mcp`)]);
  const problem = await harness.problem('it');
  expect(problem).toMatchObject({ code: 'tls-failed', params: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  expect(server.seen).toHaveLength(0);
  const { state } = harness.view('it');
  const wait = state.kind === 'failed' ? (state.nextTryAt ?? 0) - Date.now() : 0;
  expect(wait).toBeGreaterThan(60_000);
});

it('tls-failed for an expired certificate, even of a trusted owner', async () => {
  tls.setDefaultCACertificates([...known, expired]);
  server = await listen(() => undefined, { tls: { key, cert: expired } });
  harness = await startHarness([http(`${server.origin}/mcp`)]);
  expect(await harness.problem('it')).toMatchObject({ code: 'tls-failed', params: { reason: 'CERT_HAS_EXPIRED' } });
});
