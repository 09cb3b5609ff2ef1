// What others may have of the shared config.
import { describe, expect, it } from 'vitest';
import { exportServers } from '../../src/main/config/export';
import { parsePaste } from '../../src/main/config/paste';
import type { RemoteServer, SharedList, StdioServer } from '../../src/shared/model';

const linear: RemoteServer = {
  name: 'linear',
  type: 'http',
  url: 'https://mcp.linear.app/mcp?api_key=lin_api_abcdefghijklmnop',
  headers: { Authorization: 'Bearer ${keychain:LINEAR_KEY}', 'X-Token': 'ghp_abcdefghijklmnopqrstuvwxyz012345' },
  disabled: true,
  oauth: { clientId: 'abc', clientSecret: 'hunter2hunter2' },
};
const notes: StdioServer = {
  name: 'notes',
  type: 'stdio',
  command: 'npx',
  args: ['-y', 'server-filesystem', '/home/me/notes'],
  env: { LEVEL: '${env:LEVEL}' },
  disabled: false,
  perClient: true,
};
const list: SharedList = {
  servers: [linear, notes],
  clients: { codex: { notes: 'off' } },
  disabledTools: { notes: ['write_file'] },
  projects: {},
};

describe('servers for others', () => {
  const exported = exportServers(list, list.servers, '/home/me');

  it('hold no secret, and name those that have to be given', () => {
    for (const secret of ['lin_api_abc', 'ghp_abc', 'hunter2']) expect(JSON.stringify(exported)).not.toContain(secret);
    const decoded = Buffer.from(exported.link.split('config=')[1] ?? '', 'base64url').toString();
    for (const secret of ['lin_api_abc', 'ghp_abc', 'hunter2']) expect(decoded).not.toContain(secret);
    expect(exported.secrets.toSorted()).toEqual(
      ['LINEAR_API_KEY', 'LINEAR_CLIENTSECRET', 'LINEAR_KEY', 'LINEAR_X_TOKEN'].toSorted(),
    );
  });

  it('leave behind what is this person’s alone, and say what stands in their home', () => {
    const { mcpServers, ...rest } = JSON.parse(exported.json);
    expect(rest).toEqual({});
    expect(mcpServers.linear.disabled).toBeUndefined();
    expect(exported.local).toEqual(['notes']);
  });

  it('are read by pasting them, tools that are off and all', () => {
    for (const text of [exported.json, exported.link]) {
      const drafts = parsePaste(text);
      expect(drafts.map((d) => d.name)).toEqual(['linear', 'notes']);
      expect(drafts[1]).toEqual({
        name: 'notes',
        type: 'stdio',
        command: 'npx',
        args: notes.args,
        env: notes.env,
        perClient: true,
        disabledTools: ['write_file'],
      });
    }
  });
});
