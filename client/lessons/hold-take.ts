/** Of several windows one has a take: two that recorded on would write over each other. */

/**
 * Holds a take for this window, until it is let go or the window closes.
 * @returns lets it go; undefined while another window has it
 */
export function holdTake(id: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(nameOf(id), { ifAvailable: true }, (lock) =>
        lock ? new Promise<void>((letGo) => resolve(letGo)) : resolve(undefined),
      )
      .catch(reject);
  });
}

/** Which of these takes no window has. */
export async function notHeld<T extends { readonly id: string }>(takes: readonly T[]): Promise<T[]> {
  const { held = [] } = await navigator.locks.query();
  return takes.filter(({ id }) => !held.some(({ name }) => name === nameOf(id)));
}

const nameOf = (id: string) => `sideline-take-${id}`;
