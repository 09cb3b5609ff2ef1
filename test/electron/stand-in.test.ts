// The stand-in may know less than Electron, but nothing that Electron does not have.
import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const DECLARATIONS = 'node_modules/electron/electron.d.ts';
const STAND_IN = '../support/electron-stand-in/electron.mjs';

interface Named {
  readonly type: string;
  readonly key?: { readonly name?: string };
  readonly static?: boolean;
}
interface Declared {
  readonly type: string;
  readonly id?: { readonly name?: string };
  readonly body?: { readonly body?: readonly Named[] };
  readonly declaration?: Declared;
  readonly superClass?: { readonly name?: string };
  readonly extends?: readonly { readonly expression: { readonly name?: string } }[];
  readonly declarations?: readonly { readonly id: { readonly name: string; readonly typeAnnotation?: unknown } }[];
}

/** Everything that `namespace Electron` declares, by name; a class and an interface of one name count together. */
function declarations(): Map<string, Declared[]> {
  const { program } = parseSync(DECLARATIONS, readFileSync(DECLARATIONS, 'utf8'));
  const found = new Map<string, Declared[]>();
  const visit = (node: Declared) => {
    const inner = node.declaration ?? node;
    const name = inner.id?.name ?? inner.declarations?.[0]?.id.name;
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), inner]);
    if (inner.type === 'TSModuleDeclaration' && name === 'Electron')
      for (const child of (inner.body?.body ?? []) as unknown as readonly Declared[]) visit(child);
  };
  for (const node of program.body as unknown as readonly Declared[]) visit(node);
  return found;
}
const declared = declarations();

function membersOf(name: string): Set<string> {
  return new Set((declared.get(name) ?? []).flatMap((d) => d.body?.body ?? []).map((m) => m.key?.name ?? ''));
}

/** The names a stand-in object or class adds to those of its base, without what begins with `_`. */
function namesOn(value: object): string[] {
  const own = (o: object) => Reflect.ownKeys(o).filter((k): k is string => typeof k === 'string');
  const emitter = new Set(['constructor', 'domain', 'on', 'off', 'once']);
  const isClass = typeof value === 'function';
  const proto: object = isClass ? value.prototype : Object.getPrototypeOf(value);
  const fromProto = proto === Object.prototype || proto.constructor.name === 'EventEmitter' ? [] : own(proto);
  const fromValue = own(value).filter((k) => !(isClass && ['length', 'name', 'prototype'].includes(k)));
  return [...new Set([...fromProto, ...fromValue])].filter((k) => !k.startsWith('_') && !emitter.has(k));
}

const standIn: Record<string, object> = await import(STAND_IN);
/** The interface that describes a value such as `app`: it has the value's name with a capital. */
const typeOf = (name: string) =>
  name === 'webContents' ? 'WebContents' : name.charAt(0).toUpperCase() + name.slice(1);

describe('the Electron stand-in', () => {
  it('finds the declarations', () => {
    expect(membersOf('App')).toContain('requestSingleInstanceLock');
    expect(membersOf('Tray')).toContain('setContextMenu');
    expect(membersOf('Tray')).not.toContain('setContextMenus');
    expect(namesOn(standIn.Tray ?? {})).toEqual(expect.arrayContaining(['setContextMenu', 'destroy']));
  });

  it.each(Object.keys(standIn))('%s is a name of Electron', (name) => expect(declared.has(name)).toBe(true));

  it.each(Object.entries(standIn))('%s has only members that Electron has', (name, value) => {
    const known = membersOf(typeOf(name));
    expect(namesOn(value).filter((member) => !known.has(member))).toEqual([]);
  });
});
