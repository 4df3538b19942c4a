import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import classes from './activity-editor.module.css';
import type { DefinitionProblem } from './definition.ts';

/** What is wrong and where; a press leads there. */
export function ProblemList({
  problems,
  onShow,
}: {
  problems: readonly DefinitionProblem[];
  onShow(problem: DefinitionProblem): void;
}) {
  if (problems.length === 0) {
    return (
      <p className={classes.fine} role="status">
        <IconCircleCheck size={18} aria-hidden="true" />
        The definition is sound.
      </p>
    );
  }
  return (
    <div role="status">
      <p className={classes.wrong}>
        <IconAlertCircle size={18} aria-hidden="true" />
        <span>{problems.length === 1 ? 'One problem' : `${problems.length} problems`}</span>
      </p>
      <ul className={classes.problems} aria-label="Problems">
        {problems.map((problem) => (
          <li key={`${problem.from}-${problem.field}-${problem.message}`}>
            <button type="button" onClick={() => onShow(problem)}>
              <span className={classes.line}>{`Line ${problem.line}`}</span>
              {problem.field && <code>{problem.field}</code>}
              <span>{problem.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
