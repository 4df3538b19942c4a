/** Line widths as shares of the frame's height. */
export const PEN_WIDTHS = [
  { name: 'Thin', width: 0.006 },
  { name: 'Medium', width: 0.011 },
  { name: 'Thick', width: 0.02 },
] as const;
