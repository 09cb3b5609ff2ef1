// The Responses API as Codex speaks it: streamed alone, tools of one MCP server in a namespace of their own.
import { z } from 'zod';
import type { Reply, ToolOutcome } from './conversation';
import { type Dialect, RECENT } from './dialect';

const named = z.looseObject({ type: z.string(), name: z.string().optional() });
const request = z.object({
  model: z.string(),
  stream: z.literal(true),
  tools: z.array(named.extend({ tools: z.array(named).optional() })).default([]),
  input: z.array(z.looseObject({ type: z.string() })).transform((all) => all.slice(-RECENT)),
});
const text = z.looseObject({ text: z.string() });
const output = z.object({ call_id: z.string(), output: z.union([z.string(), z.array(text)]) });

type Tool = z.infer<typeof request>['tools'][number];
const namesOf = ({ name = '', tools }: Tool) => tools?.map((tool) => `${name}__${tool.name ?? ''}`) ?? [name];

const outcome = (item: unknown): ToolOutcome => {
  const { call_id, output: said } = output.parse(item);
  const whole = typeof said === 'string' ? said : said.map((part) => part.text).join('\n');
  // Codex says first how long it took.
  return { id: call_id, text: whole.replace(/^Wall time: [^\n]*\nOutput:\n/u, ''), isError: false };
};

const spoken = (reply: Reply) => {
  if (reply.kind === 'words')
    return { type: 'message', role: 'assistant', id: 'msg', content: [{ type: 'output_text', text: reply.text }] };
  const [, namespace, name] = /^(.*)__(.*)$/su.exec(reply.tool) ?? [undefined, undefined, reply.tool];
  return { type: 'function_call', call_id: reply.id, namespace, name, arguments: JSON.stringify(reply.args) };
};

const USAGE = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
let next = 0;

export const responses: Dialect = {
  path: '/v1/responses',
  search: 'tool_search',
  read: (body) => {
    const { model, stream, tools, input } = request.parse(body);
    const results = input.filter(({ type }) => type === 'function_call_output').map(outcome);
    return { model, isStream: stream, tools: tools.flatMap(namesOf), results };
  },
  message: (reply) => spoken(reply),
  events: (reply) => {
    const response = { id: `resp_${next++}` };
    const events = [
      { type: 'response.created', response },
      { type: 'response.output_item.done', item: spoken(reply) },
      { type: 'response.completed', response: { ...response, usage: USAGE } },
    ];
    return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  },
};
