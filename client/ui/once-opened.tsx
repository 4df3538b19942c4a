import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { NoAnswerError } from '../no-answer-error.ts';

interface Props<Part> {
  opened: boolean;
  /** Must stay the same function. */
  load(): Promise<Part>;
  /** The code can't be had. The next opening tries again. */
  onFailed(error: NoAnswerError): void;
  /** Shown until the code is there. */
  meanwhile?: ReactNode;
  children(part: Part): ReactNode;
}

/** What is opened on request: its code is loaded when it is opened for the first time, and it is kept from then on. */
export function OnceOpened<Part extends ComponentType<never>>({
  opened,
  load,
  onFailed,
  meanwhile,
  children,
}: Props<Part>) {
  const [part, setPart] = useState<{ readonly component: Part }>();
  const wanted = opened && !part;
  useEffect(() => {
    if (!wanted) return;
    let given = true;
    load().then(
      (component) => given && setPart({ component }),
      (cause: unknown) => {
        if (given) onFailed(new NoAnswerError('a part of the page could not be loaded', { cause }));
      },
    );
    return () => {
      given = false;
    };
  }, [wanted, load, onFailed]);
  return part ? children(part.component) : meanwhile;
}
