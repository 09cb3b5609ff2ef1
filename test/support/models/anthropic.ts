// The Messages API as Claude Code speaks it.
import { z } from 'zod';
import type { Reply, ToolOutcome } from './conversation';
import { type Dialect, RECENT } from './dialect';

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]);
const result = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  is_error: z.boolean().optional(),
  content: content.optional(),
});
const request = z.object({
  model: z.string(),
  stream: z.boolean().optional(),
  tools: z.array(z.object({ name: z.string() })).default([]),
  messages: z.array(z.unknown()).transform((all) => z.array(z.object({ content })).parse(all.slice(-RECENT))),
});

const textOf = (value: z.infer<typeof content> = '') =>
  typeof value === 'string' ? value : value.map((block) => String(block.text ?? `[${block.type}]`)).join('\n');

const block = (reply: Reply) =>
  reply.kind === 'words'
    ? { type: 'text', text: reply.text }
    : { type: 'tool_use', id: reply.id, name: reply.tool, input: reply.args };

const stopReason = (reply: Reply) => (reply.kind === 'words' ? 'end_turn' : 'tool_use');

let next = 0;
const head = (model: string) => ({
  id: `msg_${next++}`,
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null as string | null,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
});

export const anthropic: Dialect = {
  path: '/v1/messages',
  search: 'ToolSearch',
  read: (body) => {
    const { model, stream = false, tools, messages } = request.parse(body);
    const results = messages
      .flatMap((message) => (typeof message.content === 'string' ? [] : message.content))
      .filter((part) => part.type === 'tool_result')
      .map((part) => result.parse(part))
      .map((part): ToolOutcome => {
        return { id: part.tool_use_id, text: textOf(part.content), isError: part.is_error === true };
      });
    return { model, isStream: stream, tools: tools.map(({ name }) => name), results };
  },
  message: (reply, { model }) => ({ ...head(model), content: [block(reply)], stop_reason: stopReason(reply) }),
  events: (reply, { model }) => {
    const delta =
      reply.kind === 'words'
        ? { type: 'text_delta', text: reply.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(reply.args) };
    const empty = reply.kind === 'words' ? { ...block(reply), text: '' } : { ...block(reply), input: {} };
    const usage = { output_tokens: 1 };
    const events: readonly [string, object][] = [
      ['message_start', { message: head(model) }],
      ['content_block_start', { index: 0, content_block: empty }],
      ['content_block_delta', { index: 0, delta }],
      ['content_block_stop', { index: 0 }],
      ['message_delta', { delta: { stop_reason: stopReason(reply), stop_sequence: null }, usage }],
      ['message_stop', {}],
    ];
    return events.map(([type, more]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`).join('');
  },
};
