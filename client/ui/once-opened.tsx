import { type ReactNode, Suspense, useState } from 'react';

/** Loads and shows what opens when it is opened for the first time, and keeps it from then on. */
export function OnceOpened({ opened, children }: { opened: boolean; children: ReactNode }) {
  const [wasOpened, setWasOpened] = useState(opened);
  if (opened && !wasOpened) setWasOpened(true);
  return wasOpened && <Suspense>{children}</Suspense>;
}
