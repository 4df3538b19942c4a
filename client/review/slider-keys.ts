/** For `onKeyDown` of a slider: the keys that move it step no frames. */
export function keepSliderKeys(event: { key: string; stopPropagation(): void }): void {
  if (/^(Arrow|Page|Home|End)/.test(event.key)) event.stopPropagation();
}
