/** Colours, type and shape of the whole page. */
import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineColorsTuple,
  mergeMantineTheme,
} from '@mantine/core';

const turf: MantineColorsTuple = [
  '#f2fae6',
  '#e4f3cd',
  '#c9e79d',
  '#abda69',
  '#92cf3f',
  '#7cbf24',
  '#66a319',
  '#4d7f10',
  '#3c640c',
  '#2a4707',
];

/** A warm grey with a breath of green, so that dark surfaces sit well beside video. */
const dark: MantineColorsTuple = [
  '#e9ece4',
  '#c3c9ba',
  '#a2aa97',
  '#6f7866',
  '#454d3e',
  '#363d30',
  '#262c21',
  '#1b2017',
  '#12160f',
  '#0b0e09',
];

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  colors: { turf, dark },
  primaryColor: 'turf',
  primaryShade: 7,
  defaultRadius: 'md',
  fontFamily: systemFont,
  headings: { fontFamily: systemFont, fontWeight: '750' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Scroll locks work by style elements, which the content policy forbids.
  components: {
    Modal: { defaultProps: { lockScroll: false, centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    // The page has a header of its own; that of a dialog is none of the page's landmarks.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    // Stay in the landmark of what opens them, and have nothing but their items in them.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    // A toolbar that scrolls would cut off what is placed within it.
    Tooltip: { defaultProps: { withinPortal: false, floatingStrategy: 'fixed' } },
  },
});

/**
 * Applies the theme's CSS variables by a constructed style sheet: the provider's own way, a style element, is what the
 * server's content policy forbids.
 */
export function applyThemeVariables(): void {
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  // Mantine's own grey for small print is too pale to be read on these surfaces.
  for (const scheme of [variables.light, variables.dark]) scheme['--mantine-color-dimmed'] = 'var(--soft)';
  // So is its orange for small print on a light orange ground.
  variables.light['--mantine-color-orange-light-color'] = '#a33a00';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(convertCssVariables(variables));
  document.adoptedStyleSheets.push(sheet);
}
