// How a client's file stands, as shape and word.
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Cell, ClientSummary, PlanBeside } from '../../shared/model';
import type { ShapeName } from '../ui/shapes';
import { shortPath } from './grid';

/** Why a cell cannot be written as it was chosen; undefined where it can. */
export function sayStuck(
  {
    status,
    delivery,
    cannotDirect,
    cannotBrokered,
  }: Pick<Cell, 'status' | 'delivery' | 'cannotDirect' | 'cannotBrokered'>,
  t: Translate,
): string | undefined {
  const cannot = delivery === 'brokered' ? cannotBrokered : cannotDirect;
  if (status !== 'waiting' || cannot === undefined) return undefined;
  return t('window.clients.stuck', { why: t(`common.cannot.${cannot}`) });
}

export interface Standing {
  readonly shape: ShapeName;
  readonly words: string;
  readonly tone: string;
}

export function standing(client: Pick<ClientSummary, 'installed' | 'sync'>, t: Translate): Standing {
  if (!client.installed) return { shape: 'off', words: t('common.client.notInstalled'), tone: 'var(--text-3)' };
  const { sync } = client;
  switch (sync.kind) {
    case 'in-sync':
      return { shape: 'check', words: t('common.client.inSync'), tone: 'var(--ok)' };
    case 'changes':
      return {
        shape: 'changed',
        words: t('common.client.changes', { count: sync.count }),
        tone: 'var(--accent-text)',
      };
    case 'drift':
      return { shape: 'drift', words: t('common.client.drift'), tone: 'var(--caution)' };
    case 'problem':
      return { shape: 'failed', words: t('common.client.problem'), tone: 'var(--bad)' };
    default:
      return assertNever(sync);
  }
}

/** What applying does besides the entries. */
export function sayBeside(beside: PlanBeside, client: string, t: Translate): string {
  const file = shortPath(beside.file);
  if (beside.kind === 'owner-only') return t('window.clients.review.ownerOnly', { file });
  const servers = beside.servers.join(t('common.listSeparator'));
  if (beside.kind === 'needs-mcp-tray') return t('common.needsMcpTray', { file, servers });
  return t('window.clients.review.forgets', { file, servers, client });
}
