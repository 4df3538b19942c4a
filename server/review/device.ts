/** Kinds of devices by what browsers say of themselves, the first that fits. */
const DEVICES: readonly (readonly [pattern: RegExp, device: string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android phone'],
  [/Android/, 'Android tablet'],
  [/Windows/, 'Windows computer'],
  [/Macintosh/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux|X11/, 'Linux computer'],
];

/** With what kind of device somebody comes: as coarse as is of use, and no more than the browser tells everybody. */
export const deviceOf = (userAgent: string | undefined): string =>
  DEVICES.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? 'Other device';
