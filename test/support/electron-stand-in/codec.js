// Runs as text in the page, in the preload's world and in Node: JSON with tags for undefined, errors, functions and promises.
(() => {
  const fail = () => {
    throw new Error('An object could not be cloned.');
  };
  const isPlain = (v) =>
    [Object.prototype, null].includes(Object.getPrototypeOf(v)) || v.constructor?.name === 'Object';
  const special = (v, custom) => {
    if (v === undefined) return { $: 'undefined' };
    if (typeof v === 'number') return { $: 'number', v: String(v) };
    if (v instanceof Error) return { $: 'error', name: v.name, message: v.message };
    if (typeof v === 'function' || v instanceof Promise) return custom(v);
    return fail();
  };
  const enc = (v, custom = fail) => {
    if (v === null || ['boolean', 'string'].includes(typeof v) || Number.isFinite(v)) return v;
    if (Array.isArray(v)) return v.map((x) => enc(x, custom));
    if (typeof v !== 'object' || v instanceof Error || v instanceof Promise || !isPlain(v)) return special(v, custom);
    return { $: 'object', v: Object.fromEntries(Object.entries(v).map(([k, x]) => [k, enc(x, custom)])) };
  };
  const dec = (j, custom = fail) => {
    if (j === null || typeof j !== 'object') return j;
    if (Array.isArray(j)) return j.map((x) => dec(x, custom));
    if (j.$ === 'undefined') return undefined;
    if (j.$ === 'number') return Number(j.v);
    if (j.$ === 'error') return Object.assign(new Error(j.message), { name: j.name });
    if (j.$ !== 'object') return custom(j);
    return Object.fromEntries(Object.entries(j.v).map(([k, x]) => [k, dec(x, custom)]));
  };
  return { enc, dec };
})();
