/** Times of the review room in words. */

/** A time to the ms, which may be negative: -1_234 → “-0:01.234”. */
export function exactTime(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = String(Math.floor(whole / 1_000) % 60).padStart(2, '0');
  const rest = String(whole % 1_000).padStart(3, '0');
  const sign = ms < 0 && whole > 0 ? '-' : '';
  const front = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}` : String(minutes);
  return `${sign}${front}:${seconds}.${rest}`;
}

/** A time on a scale, as short as it can be: 65_000 → “1:05”, 1_500 → “0:01.5”. */
export function scaleTime(ms: number): string {
  const [whole = '', rest = ''] = exactTime(ms).split('.');
  const tenths = rest.replace(/0+$/, '');
  return tenths === '' ? whole : `${whole}.${tenths}`;
}

/** 0.25 → “0.25×”. */
export const rateWords = (rate: number): string => `${Number(rate.toFixed(2))}×`;
