/** Keyboard shortcuts that work on every layout. */
import { useEffect, useEffectEvent } from 'react';

export interface Shortcut {
  /** A Latin letter, a digit, or the name of a key such as `Escape`. */
  key: string;
  shift?: boolean;
  /** Ctrl, or Command on a Mac. */
  mod?: boolean;
  /** Whether it acts again and again while the key is held; a switch would go to and fro. */
  repeats?: boolean;
  act(): void;
}

export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  /** Whether the key is part of composing a word, as in Chinese or Japanese. */
  isComposing: boolean;
}

const LATIN = /^[a-z]$/i;
const DIGIT = /^[0-9]$/;
const TEXT_FIELDS =
  'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select, [contenteditable="true"]';

/**
 * Whether a press is meant for a shortcut. Keys are recognised by what they write, so that M is M on every Latin layout; where they
 * write no Latin letter (Cyrillic, Greek, Arabic …) or no digit (French), by where they are on the keyboard.
 */
export function isFor({ key, shift = false, mod = false, repeats = false }: Shortcut, press: KeyPress): boolean {
  if (press.isComposing || press.altKey || (press.repeat && !repeats)) return false;
  if ((press.ctrlKey || press.metaKey) !== mod) return false;
  if (DIGIT.test(key))
    return press.key === key || (!press.shiftKey && !DIGIT.test(press.key) && press.code === `Digit${key}`);
  if (press.shiftKey !== shift) return false;
  if (!LATIN.test(key)) return press.key === key;
  if (LATIN.test(press.key)) return press.key.toLowerCase() === key.toLowerCase();
  return press.code === `Key${key.toUpperCase()}`;
}

/** Acts on the first shortcut that a press is meant for, unless it is typed into a text field. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest(TEXT_FIELDS)) return;
    const meant = shortcuts.find((shortcut) => isFor(shortcut, event));
    if (!meant) return;
    event.preventDefault();
    meant.act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
