// What a tool call gave back, as the window and the command line show it.
import type { CallToolResult } from '@modelcontextprotocol/client';
import { estimateTokenCount } from 'tokenx';
import { z } from 'zod';
import type { Json, ToolContent, ToolResult } from '../../shared/model';

const blocks = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal('audio'), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), mimeType: z.string().optional(), text: z.string().optional() }),
  }),
]);

/** @param milliseconds from sending the call to having its result */
export function toToolResult(result: CallToolResult, milliseconds: number): ToolResult {
  const content = result.content.map(toContent);
  const structured = z.json().safeParse(result.structuredContent);
  const read = content.map(textOf).filter((text) => text !== '');
  const hasStructured = result.structuredContent !== undefined && structured.success;
  const costs = read.length > 0 ? read.join('\n') : hasStructured ? JSON.stringify(structured.data) : '';
  return {
    isError: result.isError === true,
    content,
    ...(hasStructured && { structured: structured.data as Json }),
    milliseconds: Math.round(milliseconds),
    tokens: estimateTokenCount(costs),
  };
}

function toContent(block: unknown): ToolContent {
  const { data } = blocks.safeParse(block);
  switch (data?.type) {
    case 'text':
      return { kind: 'text', text: data.text };
    case 'image':
    case 'audio':
      return { kind: data.type, mimeType: data.mimeType, base64: data.data };
    case 'resource_link':
      return { kind: 'link', uri: data.uri, name: data.name ?? data.uri };
    case 'resource': {
      const { uri, mimeType, text } = data.resource;
      return {
        kind: 'resource',
        uri,
        ...(mimeType !== undefined && { mimeType }),
        ...(text !== undefined && { text }),
      };
    }
    case undefined:
      return { kind: 'other', json: JSON.stringify(block, undefined, 2) };
  }
}

/** What of it a model reads as text; pictures and sound are counted by no rule that holds for every model. */
function textOf(content: ToolContent): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'resource':
      return content.text ?? content.uri;
    case 'link':
      return content.uri;
    case 'other':
      return content.json;
    case 'image':
    case 'audio':
      return '';
  }
}
