// The chat completions API as Qwen Code speaks it. A tool message has no word for an error: its text alone tells.
import { z } from 'zod';
import type { Reply } from './conversation';
import { type Dialect, RECENT } from './dialect';

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]);
const message = z.object({ role: z.string(), tool_call_id: z.string().optional(), content: content.optional() });
const request = z.object({
  model: z.string(),
  stream: z.boolean().optional(),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
  messages: z.array(z.unknown()).transform((all) => z.array(message).parse(all.slice(-RECENT))),
});

const textOf = (value: z.infer<typeof content> | undefined) =>
  Array.isArray(value) ? value.map((part) => String(part.text ?? `[${part.type}]`)).join('\n') : (value ?? '');

const spoken = (reply: Reply) =>
  reply.kind === 'words'
    ? { role: 'assistant', content: reply.text }
    : {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            index: 0,
            id: reply.id,
            type: 'function',
            function: { name: reply.tool, arguments: JSON.stringify(reply.args) },
          },
        ],
      };

const finish = (reply: Reply) => (reply.kind === 'words' ? 'stop' : 'tool_calls');
const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

let next = 0;
const head = (kind: string, model: string) => ({ id: `chatcmpl-${next++}`, object: kind, created: 0, model });

export const openai: Dialect = {
  path: '/v1/chat/completions',
  search: 'tool_search',
  read: (body) => {
    const { model, stream = false, tools, messages } = request.parse(body);
    const results = messages
      .filter(({ role }) => role === 'tool')
      .map((said) => ({ id: said.tool_call_id ?? '', text: textOf(said.content), isError: false }));
    return { model, isStream: stream, tools: tools.map((tool) => tool.function.name), results };
  },
  message: (reply, { model }) => ({
    ...head('chat.completion', model),
    choices: [{ index: 0, message: spoken(reply), finish_reason: finish(reply) }],
    usage: USAGE,
  }),
  events: (reply, { model }) => {
    const chunk = head('chat.completion.chunk', model);
    const chunks = [
      { ...chunk, choices: [{ index: 0, delta: spoken(reply), finish_reason: null }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish(reply) }] },
      { ...chunk, choices: [], usage: USAGE },
    ];
    return `${chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`).join('')}data: [DONE]\n\n`;
  },
};
