// Runs as text in both worlds of a page: contextBridge over synchronous DOM events. (inEvent, outEvent, codec)
(inEvent, outEvent, { enc, dec }) => {
  const held = new Map();
  const waiting = new Map();
  const replies = new Map();
  let next = 0;
  const post = (message) => window.dispatchEvent(new CustomEvent(outEvent, { detail: JSON.stringify(message) }));
  const hold = (value) => {
    next += 1;
    const id = next;
    if (typeof value === 'function') {
      held.set(id, value);
      return { $: 'function', id };
    }
    value.then(
      (v) => post({ kind: 'settle', id, ok: true, v: out(v) }),
      (error) => post({ kind: 'settle', id, ok: false, v: out(error) }),
    );
    return { $: 'promise', id };
  };
  const out = (value) => enc(value, hold);
  const call = (id, args) => {
    next += 1;
    const r = next;
    post({ kind: 'call', id, r, args: args.map(out) });
    const reply = replies.get(r);
    replies.delete(r);
    if (!reply) return undefined;
    if (!reply.ok) throw into(reply.v);
    return into(reply.v);
  };
  const reach = ({ $, id }) =>
    $ === 'promise'
      ? new Promise((resolve, reject) => waiting.set(id, [resolve, reject]))
      : (...args) => call(id, args);
  const into = (json) => dec(json, reach);
  const answerCall = ({ id, r, args }) => {
    try {
      post({ kind: 'reply', r, ok: true, v: out(held.get(id)(...args.map(into))) });
    } catch (error) {
      post({ kind: 'reply', r, ok: false, v: out(error) });
    }
  };
  const api = {
    expose: (name, value) => post({ kind: 'expose', name, v: out(value) }),
    onExpose: () => undefined,
  };
  const hear = {
    expose: ({ name, v }) => api.onExpose(name, into(v)),
    settle: ({ id, ok, v }) => {
      const [resolve, reject] = waiting.get(id);
      waiting.delete(id);
      (ok ? resolve : reject)(into(v));
    },
    reply: (message) => replies.set(message.r, message),
    call: answerCall,
  };
  window.addEventListener(inEvent, ({ detail }) => {
    const message = JSON.parse(detail);
    hear[message.kind](message);
  });
  return api;
};
