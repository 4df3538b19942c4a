/** What the server has against a definition, at its places in the text. */
import { SidelineError } from '../../shared/contract/errors.ts';
import { problemSchema } from '../../shared/contract/rest.ts';
import { type DefinitionProblem, problemsAt } from './definition.ts';

/** Empty when the refusal is about no place in the definition. */
export function refusedAt(text: string, error: unknown): readonly DefinitionProblem[] {
  if (!(error instanceof SidelineError)) return [];
  if (error.code === 'already_exists') return problemsAt(text, [{ pointer: '/id', detail: error.message }]);
  const problem = problemSchema.safeParse(error.cause);
  return problemsAt(text, problem.data?.errors ?? []);
}
