/** Compiles the server's programs when their sources have changed, so that they start without a compiler. */
import { compiledProgram, forgetCompiled, programsOf } from './compiled.mjs';
import { viteBuild } from './vite-build.mjs';

/** @type {import('./step.mjs').Step} */
export function compileServer(context) {
  const { root, say } = context;
  if (programsOf(root).every((program) => compiledProgram(root, program))) return undefined;

  say('compiling the server (some seconds)');
  forgetCompiled(root);
  viteBuild(context, 'The server', ['--config', 'vite.server.config.ts']);
  return 'compiled the server';
}
