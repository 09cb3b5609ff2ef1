// Runs one tool and says what came of it. A result that reports an error is a result; a refusal is not.
import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors';
import type { JsonObject, ToolResult } from '../../shared/model';
import type { CatalogKeeper } from './catalog-keeper';
import { changeTexts } from './secrets';
import type { Session } from './session';
import { boundedReason } from './session-errors';
import { toToolResult } from './tool-result';

interface Call {
  readonly server: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly timeoutMs: number;
  readonly catalog: Pick<CatalogKeeper, 'definition' | 'isWhole'>;
  readonly redact: (text: string) => string;
}

/** JSON-RPC codes with which a server says that it must ask back: missing client capability, a page to visit. */
const ASKS_BACK = [-32021, -32042];

/** @throws AppError tool-unknown, tool-refused, tool-asks-back, request-timeout, message-too-large, connection codes */
export async function callTool(session: Session, call: Call): Promise<ToolResult> {
  const { server, tool, args, timeoutMs, catalog, redact } = call;
  const definition = catalog.definition(tool);
  if (!definition && catalog.isWhole) throw new AppError('tool-unknown', { server, tool });
  const startedAt = performance.now();
  try {
    const result = await session.client.callTool(
      { name: tool, arguments: { ...args } },
      { timeout: timeoutMs, ...(definition && { toolDefinition: definition }) },
    );
    const said = toToolResult(result, performance.now() - startedAt);
    const content = changeTexts(said.content, redact, ['kind', 'base64']);
    return said.structured === undefined
      ? { ...said, content }
      : { ...said, content, structured: changeTexts(said.structured, redact, []) };
  } catch (error) {
    throw explainCall(error, session, call);
  }
}

function explainCall(error: unknown, session: Session, { tool, timeoutMs, redact }: Call): AppError {
  const needsInput = error instanceof SdkError && error.code === SdkErrorCode.UnsupportedResultType;
  if (needsInput || (error instanceof ProtocolError && ASKS_BACK.includes(error.code)))
    return new AppError('tool-asks-back', { tool }, { cause: error });
  if (error instanceof ProtocolError) {
    const reason = boundedReason(error.message, redact) || String(error.code);
    return new AppError('tool-refused', { reason }, { cause: error });
  }
  return session.explain(error, Math.ceil(timeoutMs / 1000));
}
