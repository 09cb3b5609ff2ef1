// What people paste, and the drafts it becomes. The `claude mcp add` lines were run through Claude Code 2.1.330.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePaste } from '../../src/main/config/paste';
import { AppError } from '../../src/shared/errors';

const code = (text: string): string => {
  try {
    parsePaste(text);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
};
const one = (text: string) => {
  const [draft, ...more] = parsePaste(text);
  expect(more).toEqual([]);
  return draft;
};

describe('a URL', () => {
  it.each([
    ['https://mcp.deepwiki.com/sse', 'deepwiki', 'sse'],
    ['https://mcp.deepwiki.com/mcp', 'deepwiki', 'http'],
    ['https://api.githubcopilot.com/mcp/', 'githubcopilot', 'http'],
    ['  `https://mcp.linear.app/sse`\n', 'linear', 'sse'],
    ['https://docs.mcp.cloudflare.com/sse', 'cloudflare', 'sse'],
    ['https://mcp.example.co.uk/mcp', 'example', 'http'],
    ['https://my-notes.alice.workers.dev/mcp', 'alice', 'http'],
    ['http://localhost:3000/mcp', 'localhost-3000', 'http'],
    ['http://127.0.0.1:41001/mcp', '127-0-0-1-41001', 'http'],
    ['http://[::1]:8080/', '1-8080', 'http'],
    ['https://huggingface.co/mcp', 'huggingface', 'http'],
  ])('%s is %s over %s', (url, name, type) => {
    expect(one(url)).toEqual({ name, type, url: url.replace(/[\s`]/gu, '') });
  });

  it('is refused when it is no web address', () => {
    expect(['ftp://x.example', 'file:///etc/passwd', 'https://', 'https://u:p@x.example/mcp'].map(code)).toEqual([
      'url-invalid',
      'url-invalid',
      'url-invalid',
      'entry-invalid',
    ]);
  });
});

describe('a claude mcp add line', () => {
  const local = (command: string, args?: string[], env?: object) => ({
    name: 'a',
    type: 'stdio',
    command,
    ...(args && { args }),
    ...(env && { env }),
  });
  const remote = (type: string, headers?: object) => ({
    name: 'a',
    type,
    url: 'https://x.example/mcp',
    ...(headers && { headers }),
  });

  it.each([
    ['a -e A=1 -e B=2 -- cmd --x', local('cmd', ['--x'], { A: '1', B: '2' })],
    ['a -e A=1 B=2 -- cmd --x', local('cmd', ['--x'], { A: '1', B: '2' })],
    ['a cmd arg -e A=1', local('cmd', ['arg'], { A: '1' })],
    ['--env A=1 -s user a -- cmd', local('cmd', undefined, { A: '1' })],
    ['-t stdio a --env KEY=a=b=c -- npx', local('npx', undefined, { KEY: 'a=b=c' })],
    ['a -- npx -y foo -e X --header q', local('npx', ['-y', 'foo', '-e', 'X', '--header', 'q'])],
    ['-t streamable-http a https://x.example/mcp', remote('http')],
    ['--transport=sse a https://x.example/mcp', remote('sse')],
    ['--transport http a https://x.example/mcp -H "A: b" "C:d"', remote('http', { A: 'b', C: 'd' })],
    ['--transport http a https://x.example/mcp -H "A: b" -H \'C: d e\'', remote('http', { A: 'b', C: 'd e' })],
    [
      '-t http -s project a https://x.example/mcp --client-id abc --callback-port 8123 --client-secret',
      { ...remote('http'), oauth: { clientId: 'abc', callbackPort: 8123 } },
    ],
    ['--client-id=abc -t sse a https://x.example/mcp', { ...remote('sse'), oauth: { clientId: 'abc' } }],
    ['--client-id abc --callback-port 8123 a -- npx', local('npx')],
    ['-t http a https://x.example/mcp extra', remote('http')],
  ])('as Claude reads it: %s', (line, expected) => {
    expect(one(`claude mcp add ${line}`)).toEqual(expected);
  });

  it.each([
    // Claude takes the name for a variable and fails; what was meant is plain.
    ['-e A=1 a -- cmd --x', local('cmd', ['--x'], { A: '1' })],
    ['--header "A: b" --transport http a https://x.example/mcp', remote('http', { A: 'b' })],
    ['-H "A: b" a https://x.example/mcp', remote('http', { A: 'b' })],
    // Claude makes it a command and warns.
    ['a https://x.example/mcp', remote('http')],
  ])('as it is meant, where Claude stumbles: %s', (line, expected) => {
    expect(one(`claude mcp add ${line}`)).toEqual(expected);
  });

  it('over several lines, with prompts, fences, comments and more than one command', () => {
    const text = [
      '```bash',
      '# first',
      '$ claude mcp add --transport http \\ ',
      '    a https://x.example/mcp \\',
      '    --header "Authorization: Bearer $TOKEN"   # note',
      'claude mcp add b -e \'K=a b\' -- ~/bin/x --dir="my files" && claude mcp add c -- d',
      '```',
    ].join('\n');
    expect(parsePaste(text)).toEqual([
      remote('http', { Authorization: 'Bearer ${env:TOKEN}' }),
      {
        name: 'b',
        type: 'stdio',
        command: '${env:HOME}/bin/x',
        args: ['--dir=my files'],
        env: { K: 'a b' },
      },
      { name: 'c', type: 'stdio', command: 'd' },
    ]);
  });

  it('add-json, with its options and a default scope', () => {
    const json = '{"type":"http","url":"https://x.example/mcp","headers":{"A":"${A}"},\n"custom":1}';
    const expected = remote('http', { A: '${env:A}' });
    expect(one(`claude mcp add-json a '${json}'`)).toEqual(expected);
    expect(one(`claude mcp add-json -s user a '${json}' --client-secret`)).toEqual(expected);
  });

  it('takes a client secret from the variable Claude takes it from, and only where the line says so', () => {
    const line = 'claude mcp add -t http --client-id abc --client-secret a https://x.example/mcp';
    const oauth = { clientId: 'abc', clientSecret: 's3cret' };
    expect(one(`MCP_CLIENT_SECRET=s3cret ${line}`)).toEqual({ ...remote('http'), oauth });
    expect(one(`MCP_CLIENT_SECRET="$KEPT" ${line}`)).toMatchObject({ oauth: { clientSecret: '${env:KEPT}' } });
    expect(one(`MCP_CLIENT_SECRET= ${line}`)).toMatchObject({ oauth: { clientId: 'abc' } });
    const json = `claude mcp add-json a '{"type":"http","url":"https://x.example/mcp"}'`;
    expect(one(`MCP_CLIENT_SECRET=s ${json} --client-secret`)).toMatchObject({ oauth: { clientSecret: 's' } });
    expect(one(`MCP_CLIENT_SECRET=s ${json}`)).toEqual(remote('http'));
    expect(one('MCP_CLIENT_SECRET=s claude mcp add --client-secret a -- npx')).toEqual(local('npx'));
  });

  it('is refused where it would be a guess', () => {
    const codes: [string, string][] = [
      ['a', 'paste-unreadable'],
      ['a -- cmd; rm -rf /', 'paste-unreadable'],
      ['a -- cmd | tee x', 'paste-unreadable'],
      ['a -- cmd > x', 'paste-unreadable'],
      ['a -- cmd $(id)', 'paste-unreadable'],
      ['a -- cmd `id`', 'paste-unreadable'],
      ['a -- "cmd `id`"', 'paste-unreadable'],
      ['a -- "cmd', 'paste-unreadable'],
      ['a cmd --flag y', 'paste-options'],
      ['a -H nothing -- x', 'paste-options'],
      ['-t http a https://x.example/mcp --header "A"', 'paste-options'],
      ['-t ws a wss://x.example', 'transport-unknown'],
      ['-t http a notaurl', 'url-invalid'],
      ['-t http --callback-port none a https://x.example/mcp', 'entry-invalid'],
      ['-t http --callback-port 70000 a https://x.example/mcp', 'entry-invalid'],
      ['-t http a https://x.example/mcp --client-id', 'paste-options'],
      ['a -e "A=${B:-c}" -- x', 'reference-invalid'],
      ['a -- x "${B:-c}"', 'reference-invalid'],
    ];
    for (const [line, expected] of codes) expect(code(`claude mcp add ${line}`), line).toBe(expected);
    expect(code('claude mcp remove a')).toBe('paste-unreadable');
    expect(code('rm -rf /')).toBe('paste-unreadable');
  });
});

describe('JSON', () => {
  const drafts = [
    { name: 'a', type: 'http', url: 'https://x.example/mcp' },
    {
      name: 'b',
      type: 'stdio',
      command: 'npx',
      args: ['-y', 'x'],
      env: { K: '${env:K}' },
      cwd: '/w',
      timeout: 5,
      disabled: true,
    },
  ];
  const map =
    '{ "a": { "url": "https://x.example/mcp" }, // c\n "b": { "command": "npx", "args": ["-y", "x",], "env": { "K": "${K}" }, "cwd": "/w", "timeout": 5, "disabled": true }, }';

  it.each([
    ['of most clients', `{ "mcpServers": ${map} }`],
    ['of VS Code', `{ "inputs": [], "servers": ${map} }`],
    ['of the settings of VS Code', `{ "mcp": { "servers": ${map} } }`],
    ['a bare map', map],
    ['without the outer braces', `"mcpServers": ${map}`],
    ['in a fence, behind a comment', `\`\`\`jsonc\n// put this into your config\n{ "mcpServers": ${map} }\n\`\`\``],
  ])('%s', (_, text) => {
    expect(parsePaste(text)).toEqual(drafts);
  });

  it('keeps what an entry says about signing in, and nothing other programs keep there', () => {
    const oauth = {
      clientId: 'abc',
      clientSecret: '${SECRET}',
      callbackPort: 8123,
      scopes: ['a:read', 'b'],
      issuer: 'https://id.example',
      grant: 'client-credentials',
    };
    const entry = {
      url: 'https://x.example/mcp',
      oauth: { ...oauth, authServerMetadataUrl: 'https://y', enabled: true },
    };
    const wanted = { ...oauth, clientSecret: '${env:SECRET}' };
    expect(one(JSON.stringify({ mcpServers: { a: entry } }))).toMatchObject({ oauth: wanted });
    expect(one(JSON.stringify({ mcpServers: { a: entry } }))?.oauth).not.toHaveProperty('enabled');
    expect(one(`claude mcp add-json a '${JSON.stringify(entry)}'`)).toMatchObject({ oauth: wanted });
    // One text, as Claude writes it.
    const claude = { ...entry, oauth: { scopes: 'a:read  b ' } };
    expect(one(JSON.stringify({ a: claude }))).toMatchObject({ oauth: { scopes: ['a:read', 'b'] } });
    expect(one('{ "a": { "url": "https://x.example/mcp", "oauth": {} } }')).not.toHaveProperty('oauth');
    expect(code('{ "a": { "url": "https://x.example/mcp", "oauth": { "scopes": 1 } } }')).toBe('entry-invalid');
    expect(code('{ "a": { "url": "https://x.example/mcp", "oauth": { "grant": "password" } } }')).toBe('entry-invalid');
  });

  it('names an entry that has none', () => {
    expect(one('{ "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.2", "/x"] }')?.name).toBe(
      'filesystem',
    );
    expect(one('{ "command": "/usr/bin/notes-mcp.exe" }')?.name).toBe('notes');
    expect(one('{ "type": "http", "url": "https://mcp.linear.app/mcp" }')?.name).toBe('linear');
  });

  it('makes names valid, and different', () => {
    const text = '{ "GitHub MCP": { "command": "a" }, "GitHub@MCP": { "command": "b" }, "日本": { "command": "c" } }';
    expect(parsePaste(text).map((d) => d.name)).toEqual(['GitHub-MCP', 'GitHub-MCP-2', 'server']);
  });

  it('is refused with what is wrong', () => {
    expect(() => parsePaste('{ "mcpServers": {\n "a": { "command": "x" }')).toThrow(
      'The pasted JSON is broken at line 2, column 25: a closing brace } is missing.',
    );
    expect(() => parsePaste('{ "mcpServers": { "a": { "args": [] } } }')).toThrow(
      'The server “a” cannot be added: there is neither a “command” nor a “url”.',
    );
    expect(code('{ "mcpServers": { "a": { "type": "ws", "url": "x" } } }')).toBe('transport-unknown');
    expect(code('{ "mcpServers": { "a": { "url": "x" } } }')).toBe('url-invalid');
    expect(code('{ "mcpServers": { "a": { "url": "https://x.y", "headers": { "A": "${command:a}" } } } }')).toBe(
      'reference-invalid',
    );
    expect(code('{ "mcpServers": {} }')).toBe('paste-unreadable');
    expect(['', '   ', '[1]', 'hello there', '{ }', 'x'.repeat(300_000)].map(code)).toEqual(
      Array.from({ length: 6 }, () => 'paste-unreadable'),
    );
  });
});

it('any text gives drafts or an error a person can act on', () => {
  const bits = fc.constantFrom(
    'claude mcp add ',
    'a ',
    '-e ',
    'K=v ',
    '-H ',
    '"A: b" ',
    '-- ',
    '{',
    '}',
    '"',
    "'",
    '$',
    '\\',
    '\n',
    'https://x.y',
    ':',
    '`',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(bits).map((b) => b.join('')),
      ),
      (text) => {
        expect(typeof code(text)).toBe('string');
      },
    ),
    { numRuns: 1000 },
  );
});
