import { expect, it } from 'vitest';
import { explainCapture } from '../../../../client/lobby/capture-errors.ts';

it.each([
  { name: 'NotAllowedError', title: 'The camera is blocked', advice: /Allow the camera/ },
  { name: 'SecurityError', title: 'The camera is blocked', advice: /Allow the camera/ },
  { name: 'NotFoundError', title: 'No camera was found', advice: /Connect a camera/ },
  { name: 'NotReadableError', title: 'The camera is in use', advice: /Close it there/ },
  { name: 'AbortError', title: 'The camera is in use', advice: /Close it there/ },
  { name: 'OverconstrainedError', title: 'No camera was found', advice: /Connect a camera/ },
  { name: 'EndedError', title: 'The camera was taken away', advice: /Give it back/ },
  { name: 'InsecureContext', title: 'The camera needs a secure address', advice: /https/ },
  { name: 'SomethingNew', title: 'The camera can’t be used', advice: /strange reason.*Try again/ },
])('says what to do about $name', ({ name, title, advice }) => {
  const explanation = explainCapture(new DOMException('strange reason', name), 'camera');
  expect(explanation.title).toBe(title);
  expect(explanation.advice).toMatch(advice);
});

it('speaks of the device that is missing', () => {
  expect(explainCapture(new DOMException('', 'NotFoundError'), 'microphone').title).toBe('No microphone was found');
});
