/** What a key does when it is pressed and not again while it is held: a switch would go to and fro. */
export function oncePressed(act: () => void): (event: { repeat: boolean }) => void {
  return ({ repeat }) => {
    if (!repeat) act();
  };
}

/** For `onKeyDown` of a button: browsers click again and again while Enter is held on it. */
export function clickOnce(event: { key: string; repeat: boolean; preventDefault(): void }): void {
  if (event.repeat && event.key === 'Enter') event.preventDefault();
}
