import { describe, expect, it } from 'vitest';
import type { Colour } from '../../../../../../server/analysis/engines/people/appearance.ts';
import type { Person } from '../../../../../../server/analysis/engines/people/athlete-choice.ts';
import { Crowd } from '../../../../../../server/analysis/engines/people/crowd.ts';

const PICTURE = { width: 320, height: 240 };
const TEAL: Colour = [105, 13, -53];
const RED: Colour = [102, -31, 66];

function someone({ x = 160, y = 130, side = 220, torso = TEAL } = {}): Person {
  return {
    region: { centreX: x, centreY: y, side, rotation: 0 },
    appearance: { torso, hips: [60, 0, 0] },
  };
}

const bystander = someone({ x: 60, side: 200, torso: RED });

/** A crowd that has known the athlete, and perhaps others, from the start. */
function crowdWith(...others: Person[]): Crowd {
  const crowd = new Crowd();
  crowd.meet([someone(), ...others], 0, PICTURE);
  return crowd;
}

describe('an athlete who is gone', () => {
  it.each([
    { after: 1_000, who: 'nobody' },
    { after: 5_000, who: 'nobody' },
    { after: 6_500, who: 'the bystander' },
  ])('is followed by $who after $after ms', ({ after, who }) => {
    const crowd = crowdWith(bystander);
    let seen: Person | undefined;
    for (let at = 200; at <= after; at += 100) seen = crowd.meet([bystander], at, PICTURE);
    expect(seen).toBe(who === 'nobody' ? undefined : bystander);
  });

  it('is taken again when they come back, and not the larger bystander', () => {
    const crowd = crowdWith(bystander);
    for (let at = 200; at <= 4_000; at += 200) crowd.meet([bystander], at, PICTURE);
    const [back, nearer] = [someone({ x: 290 }), { ...bystander, region: { ...bystander.region, side: 260 } }];
    expect(crowd.meet([nearer, back], 4_200, PICTURE)).toBe(back);
  });

  it('and had been picked is waited for, for a minute', () => {
    const crowd = crowdWith();
    crowd.choose(someone(), [someone(), bystander], 100, true);
    let taken: number | undefined;
    for (let at = 500; at <= 70_000 && taken === undefined; at += 500) {
      if (crowd.meet([bystander], at, PICTURE)) taken = at;
    }
    expect(taken).toBeGreaterThan(59_000);
    expect(taken).toBeLessThan(62_000);
  });

  it('may have changed colour in another light: whoever stays at their very place is taken for them sooner', () => {
    const crowd = crowdWith(bystander);
    const inOtherLight = someone({ torso: RED });
    let taken: number | undefined;
    for (let at = 200; at <= 5_000 && taken === undefined; at += 100) {
      if (crowd.meet([inOtherLight, bystander], at, PICTURE)) taken = at;
    }
    expect(taken).toBeGreaterThan(2_000);
    expect(taken).toBeLessThan(3_000);
  });
});

describe('the only one who was ever seen', () => {
  const changed = someone({ y: 190, side: 110, torso: RED });

  it('is followed at once after being lost, however they look now', () => {
    const crowd = crowdWith();
    expect(crowd.meet([], 200, PICTURE)).toBeUndefined();
    expect(crowd.meet([changed], 400, PICTURE)).toBe(changed);
    expect(crowd.meet([changed], 600, PICTURE)).toBe(changed);
  });

  it('is followed at once after something hid them, although that was taken for somebody else', () => {
    const crowd = crowdWith();
    const plate = someone({ y: 150, side: 200, torso: RED });
    crowd.meet([plate], 400, PICTURE, plate);
    const bentDown = someone({ torso: [105, 13, 0] });
    expect(crowd.meet([bentDown], 800, PICTURE)).toBe(bentDown);
  });

  it('is nobody whom a bystander hides, who was seen beside the athlete before', () => {
    const crowd = crowdWith(bystander);
    const changed = someone({ torso: [105, 13, 0] });
    expect(crowd.meet([changed], 400, PICTURE)).toBeUndefined();
  });

  it('is followed after a leap of the camera, in other colours as those who bend down', () => {
    const crowd = crowdWith();
    crowd.follow(someone(), 66);
    const leapt = someone({ x: 200, y: 150, torso: [105, 13, 0] });
    expect(crowd.follow(leapt, 133)).toBe('beside a double');
    expect(crowd.meet([leapt], 200, PICTURE, leapt)).toBe(leapt);
  });

  it('does not draw the look away from a body that the detector does not see', () => {
    const crowd = crowdWith();
    crowd.follow(someone(), 66);
    const ghost = someone({ x: 40, y: 60, side: 60, torso: RED });
    expect(crowd.meet([ghost], 200, PICTURE, 'unseen')).toBeUndefined();
  });

  it('gives way to the athlete, when it was somebody else who passed', () => {
    const crowd = crowdWith();
    const passing = someone({ x: 60, torso: RED });
    expect(crowd.meet([passing], 400, PICTURE)).toBe(passing);
    expect(crowd.follow(passing, 466)).not.toBe('alone');
    const back = someone({ x: 170 });
    expect(crowd.meet([passing, back], 1_000, PICTURE, passing)).toBe(back);
  });

  it('is not taken for an athlete whom the coach has picked', () => {
    const crowd = crowdWith();
    crowd.choose(someone(), [someone()], 100, true);
    expect(crowd.meet([changed], 400, PICTURE)).toBeUndefined();
  });

  it('is followed in place of something that was no body', () => {
    const crowd = new Crowd();
    const ghost = someone({ x: 30, y: 60, side: 60, torso: RED });
    crowd.meet([ghost], 0, PICTURE);
    crowd.denyUnconfirmed();
    const [athlete, other] = [someone(), bystander];
    expect(crowd.meet([other, athlete], 200, PICTURE)).toBe(athlete);
  });

  it('stays known while the model loses the body for moments', () => {
    const crowd = crowdWith(bystander);
    crowd.follow(someone(), 66);
    crowd.denyUnconfirmed();
    expect(crowd.meet([bystander], 400, PICTURE)).toBeUndefined();
  });
});

describe('the one who is followed', () => {
  it('may be somebody else when they look otherwise', () => {
    const crowd = crowdWith();
    expect(crowd.follow(someone({ x: 162 }), 60)).toBe('alone');
    expect(crowd.follow(someone({ torso: RED }), 120)).toBe('doubtful');
  });

  it('may be taken for another who looks alike and is close, not for one who looks otherwise', () => {
    const crowd = crowdWith(someone({ x: 120, torso: RED }));
    expect(crowd.follow(someone({ x: 162 }), 60)).toBe('among others');
    crowd.meet([someone(), someone({ x: 120 })], 200, PICTURE);
    expect(crowd.follow(someone({ x: 162 }), 260)).toBe('beside a double');
  });

  it('may be somebody else who walks away with the region; then the athlete is where they stood', () => {
    const crowd = crowdWith();
    const walker = (at: number) => someone({ x: 160 + Math.max(0, at - 600) * 0.12 });
    const certainties = Array.from({ length: 20 }, (_, frame) => crowd.follow(walker(frame * 66), frame * 66));
    expect(new Set(certainties.slice(0, 10))).toEqual(new Set(['alone']));
    expect(certainties.at(-1)).toBe('beside a double');
    const athlete = someone({ x: 158 });
    expect(crowd.meet([walker(1_300), athlete], 1_300, PICTURE)).toBe(athlete);
  });

  it('is not doubted for going up and down', () => {
    const crowd = crowdWith();
    for (let at = 0; at < 4_000; at += 66) {
      const squat = someone({ y: 150 - 20 * Math.cos(at / 400), side: 200 + 20 * Math.cos(at / 400) });
      expect(crowd.follow(squat, at)).toBe('alone');
    }
  });

  it('is known at a place far from the first after having walked there', () => {
    const crowd = crowdWith(bystander);
    for (let step = 1; step <= 30; step += 1) crowd.follow(someone({ x: 160 + 4 * step }), step * 66);
    const there = someone({ x: 284 });
    expect(crowd.meet([bystander, there], 2_050, PICTURE)).toBe(there);
  });
});

it('stays with the one who stood while another in the same clothes walks past in front', () => {
  const crowd = new Crowd();
  const athlete = someone();
  const walker = (at: number) => someone({ x: 20 + at * 0.13, side: 240 });
  for (let at = 0; at <= 2_000; at += 250) {
    const other = walker(at);
    const hidden = Math.abs(other.region.centreX - athlete.region.centreX) < 35;
    const seen = crowd.meet(hidden ? [other] : [other, athlete], at, PICTURE);
    if (at === 0) crowd.choose(athlete, [athlete, other], at, false);
    else if (!hidden) expect(seen).toBe(athlete);
  }
});

it('begins with the one who was the athlete before, and keeps to a pick', () => {
  const crowd = new Crowd({ place: { x: 60 / 320, y: 130 / 240 }, picked: true });
  expect(crowd.meet([someone(), bystander], 0, PICTURE)).toBe(bystander);
  expect(crowd.meet([someone()], 10_000, PICTURE)).toBeUndefined();
});
