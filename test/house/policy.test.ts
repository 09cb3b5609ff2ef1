// The policies of the page, as they are shipped: in index.html for both faces, and in every answer of the web face.
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { protect } from '../../src/main/web/responses';

const page = readFileSync('src/renderer/index.html', 'utf8');
const inPage = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/u.exec(page)?.[1] ?? '';

function inHeader(): string {
  const headers: Record<string, string> = {};
  const setHeader = (name: string, value: string) => {
    headers[name] = value;
  };
  // As much of an answer as is written to.
  protect({ setHeader } as unknown as ServerResponse);
  return headers['Content-Security-Policy'] ?? '';
}

const directives = (policy: string) =>
  new Map(
    policy
      .split(';')
      .map((part) => part.trim().split(/\s+/u))
      .map(([name = '', ...values]) => [name, values]),
  );

describe.each([
  ['index.html', inPage],
  ['an answer of the web face', inHeader()],
])('the policy in %s', (_, policy) => {
  const of = directives(policy);

  it('begins with nothing and lets nothing in from elsewhere', () => {
    expect(of.get('default-src')).toEqual(["'none'"]);
    for (const [name, values] of of) {
      const sources = name === 'style-src' ? values.filter((value) => value !== "'unsafe-inline'") : values;
      if (!name.endsWith('-src')) continue;
      expect(sources.filter((value) => !["'self'", "'none'", 'data:'].includes(value))).toEqual([]);
    }
  });

  it('runs our own files alone, and no text as script', () => {
    expect(of.get('script-src')).toEqual(["'self'"]);
    expect(policy).not.toContain('unsafe-eval');
  });

  it('takes no text for markup, and makes no form, frame or base', () => {
    expect(of.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(of.get('trusted-types')).toEqual(['default']);
    expect(of.get('base-uri')).toEqual(["'none'"]);
    expect(of.get('form-action')).toEqual(["'none'"]);
    for (const name of ['frame-src', 'object-src', 'worker-src', 'child-src']) expect(of.has(name)).toBe(false);
  });
});
