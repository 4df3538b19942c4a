import { describe, expect, it } from 'vitest';
import { isFor, type KeyPress, type Shortcut } from '../../../../client/ui/shortcuts.ts';

const MUTE: Shortcut = { key: 'M', act: () => undefined };

/** A key that is pressed alone, once. */
const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...held,
});

describe('a letter', () => {
  it.each([
    ['English', press('m', 'KeyM')],
    ['English, with caps lock', press('M', 'KeyM')],
    ['French (another key)', press('m', 'Semicolon')],
    ['Russian', press('ь', 'KeyM')],
    ['Greek', press('μ', 'KeyM')],
    ['Arabic', press('ى', 'KeyM')],
    ['Hebrew', press('צ', 'KeyM')],
  ])('is found on a keyboard that is %s', (_layout, pressed) => expect(isFor(MUTE, pressed)).toBe(true));

  it.each([
    ['is another letter of the layout', press(',', 'KeyM'), true],
    ['is another Latin letter on the same place', press('n', 'KeyM'), false],
    ['is held down', press('m', 'KeyM', { repeat: true }), false],
    ['is part of a word that is being composed', press('m', 'KeyM', { isComposing: true }), false],
    ['is pressed with Ctrl', press('m', 'KeyM', { ctrlKey: true }), false],
    ['is pressed with Alt', press('m', 'KeyM', { altKey: true }), false],
    ['is pressed with Shift', press('M', 'KeyM', { shiftKey: true }), false],
  ])('that %s is meant: %#', (_what, pressed, meant) => expect(isFor(MUTE, pressed)).toBe(meant));
});

it('takes digits by what they write or, where they need Shift (French), by their place', () => {
  const first: Shortcut = { key: '1', act: () => undefined };
  expect(isFor(first, press('1', 'Digit1'))).toBe(true);
  expect(isFor(first, press('1', 'Numpad1'))).toBe(true);
  expect(isFor(first, press('&', 'Digit1'))).toBe(true);
  expect(isFor(first, press('1', 'Digit1', { shiftKey: true }))).toBe(true);
  expect(isFor(first, press('!', 'Digit1', { shiftKey: true }))).toBe(false);
  expect(isFor(first, press('2', 'Digit2'))).toBe(false);
});

it('asks for the modifiers that a shortcut has, and repeats what may repeat', () => {
  const undo: Shortcut = { key: 'Z', mod: true, repeats: true, act: () => undefined };
  expect(isFor(undo, press('z', 'KeyZ', { ctrlKey: true }))).toBe(true);
  expect(isFor(undo, press('z', 'KeyZ', { metaKey: true, repeat: true }))).toBe(true);
  expect(isFor(undo, press('я', 'KeyZ', { ctrlKey: true }))).toBe(true);
  expect(isFor(undo, press('z', 'KeyZ'))).toBe(false);
  const inspect: Shortcut = { key: 'D', shift: true, act: () => undefined };
  expect(isFor(inspect, press('D', 'KeyD', { shiftKey: true }))).toBe(true);
  expect(isFor(inspect, press('d', 'KeyD'))).toBe(false);
});
