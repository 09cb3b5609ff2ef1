// Lets a plain `node --import <this>` run our TypeScript: Node strips the types, this finds files without extension.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (context.parentURL?.includes('/node_modules/')) return next(specifier, context);
    if (!specifier.startsWith('.') || /\.[cm]?[jt]s$/u.test(specifier)) return next(specifier, context);
    try {
      return next(`${specifier}.ts`, context);
    } catch {
      return next(`${specifier}/index.ts`, context);
    }
  },
});
