import { describe, expect, it } from 'vitest';
import type { Appearance, Colour } from '../../../../../../server/analysis/engines/people/appearance.ts';
import {
  areClose,
  type Known,
  mostProminent,
  ownerOf,
  type Person,
  personAt,
  recognise,
  STRANGER,
  unlikeness,
} from '../../../../../../server/analysis/engines/people/athlete-choice.ts';

const PICTURE = { width: 320, height: 240 };
const TEAL: Colour = [105, 13, -53];
const RED: Colour = [102, -31, 66];
const clothes = (torso: Colour): Appearance => ({ torso, hips: [60, 0, 0] });

/** Somebody whose hips are at (x, y) px. */
function someone({ x = 160, y = 130, side = 220, rotation = 0, torso = TEAL } = {}): Person {
  return { region: { centreX: x, centreY: y, side, rotation }, appearance: clothes(torso) };
}

function known(person: Person, { seenAt = 0, vx = 0 } = {}): Known {
  return { ...person, velocity: { x: vx, y: 0 }, seenAt };
}

describe('the most prominent', () => {
  it.each([
    {
      who: 'is the larger of two in the same place',
      people: [someone({ side: 150 }), someone({ side: 200 })],
      index: 1,
    },
    { who: 'is the one in the middle of two as large', people: [someone({ x: 30 }), someone({ x: 170 })], index: 1 },
    {
      who: 'is the one in the middle when another at the edge is a little larger',
      people: [someone({ x: 300, side: 250 }), someone({ side: 200 })],
      index: 1,
    },
    {
      who: 'is the large one at the edge when the one in the middle is far away',
      people: [someone({ x: 270, side: 240 }), someone({ side: 80 })],
      index: 0,
    },
    {
      who: 'is the one who is seen whole, not a head in front',
      people: [someone({ x: 80, y: 330, side: 400 }), someone({ side: 200 })],
      index: 1,
    },
    {
      who: 'is the one filmed from the chest up when the other is far away',
      people: [someone({ y: 330, side: 500 }), someone({ x: 230, side: 70 })],
      index: 0,
    },
  ])('$who', ({ people, index }) => {
    expect(mostProminent(people, PICTURE)).toBe(people[index]);
  });

  it('is nobody where there is nobody', () => {
    expect(mostProminent([], PICTURE)).toBeUndefined();
  });
});

describe('a click', () => {
  const left = someone({ x: 90 });
  const right = someone({ x: 150 });
  it.each([
    { at: 'the hips', place: { x: 90 / 320, y: 130 / 240 }, who: left },
    { at: 'the head', place: { x: 92 / 320, y: 55 / 240 }, who: left },
    { at: 'the feet', place: { x: 155 / 320, y: 205 / 240 }, who: right },
    { at: 'between two, nearer to the right', place: { x: 125 / 320, y: 120 / 240 }, who: right },
    { at: 'the wall', place: { x: 280 / 320, y: 60 / 240 }, who: undefined },
  ])('on $at finds who is there', ({ place, who }) => {
    expect(personAt([left, right], place, PICTURE)).toBe(who);
  });

  it('on the head of one who lies is on them, and above their middle on nobody', () => {
    const lying = someone({ rotation: Math.PI / 2 });
    expect(personAt([lying], { x: 240 / 320, y: 130 / 240 }, PICTURE)).toBe(lying);
    expect(personAt([lying], { x: 160 / 320, y: 50 / 240 }, PICTURE)).toBeUndefined();
  });
});

it('a region belongs to whoever is in its middle', () => {
  const [left, right] = [someone({ x: 90 }), someone({ x: 150 })];
  expect(ownerOf([left, right], someone({ x: 100 }).region)).toBe(left);
  expect(ownerOf([left, right], someone({ x: 250 }).region)).toBeUndefined();
  expect(areClose(left.region, right.region)).toBe(true);
  expect(areClose(left.region, someone({ x: 250 }).region)).toBe(false);
});

describe('somebody known', () => {
  const athlete = known(someone());

  it.each([
    { how: 'at the same place', person: someone({ x: 165 }), at: 100 },
    { how: 'crouching', person: someone({ y: 160, side: 170 }), at: 300 },
    { how: 'a walk away after a second', person: someone({ x: 290 }), at: 1_000 },
    { how: 'who walked on behind somebody', person: someone({ x: 200 }), at: 500, vx: 0.12 },
  ])('is known again $how', ({ person, at, vx = 0 }) => {
    expect(unlikeness({ ...athlete, velocity: { x: vx, y: 0 } }, person, at)).toBeLessThan(STRANGER);
  });

  it.each([
    { how: 'in other clothes', person: someone({ torso: RED }), at: 100 },
    { how: 'at the other end of the picture a moment later', person: someone({ x: 300 }), at: 100 },
    { how: 'three times as small', person: someone({ side: 73 }), at: 200 },
  ])('is not taken for somebody $how', ({ person, at }) => {
    expect(unlikeness(athlete, person, at)).toBeGreaterThan(STRANGER);
  });
});

describe('who is who', () => {
  it('is known by place where all wear the same', () => {
    const [a, b] = [someone({ x: 100 }), someone({ x: 200 })];
    expect(recognise([known(someone({ x: 190 })), known(someone({ x: 110 }))], [a, b], 200)).toEqual([b, a]);
  });

  it('is known by clothes after two have changed places', () => {
    const [teal, red] = [someone({ x: 200 }), someone({ x: 140, torso: RED })];
    const before = [known(someone({ x: 140 })), known(someone({ x: 200, torso: RED }))];
    expect(recognise(before, [red, teal], 400)).toEqual([teal, red]);
  });

  it('is known by movement after one has walked past another who wears the same', () => {
    const athlete = known(someone({ x: 160 }), { seenAt: 0 });
    const walker = known(someone({ x: 110 }), { seenAt: 0, vx: 0.12 });
    const [stayed, walkedOn] = [someone({ x: 158 }), someone({ x: 200 })];
    expect(recognise([athlete, walker], [walkedOn, stayed], 700)).toEqual([stayed, walkedOn]);
  });

  it('leaves the athlete unseen rather than taking a bystander for them', () => {
    const bystander = someone({ x: 160, torso: RED });
    expect(recognise([known(someone())], [bystander], 200)).toEqual([undefined]);
  });

  it('never takes one person for two', () => {
    const only = someone({ x: 155 });
    expect(recognise([known(someone({ x: 150 })), known(someone({ x: 156 }))], [only], 100)).toEqual([undefined, only]);
  });
});
