/** For `onKeyDown` of a button: browsers click again and again while Enter is held on it. */
export function clickOnce(event: { key: string; repeat: boolean; preventDefault(): void }): void {
  if (event.repeat && event.key === 'Enter') event.preventDefault();
}
