/** Pages as people with a screen reader, a keyboard or weak eyes meet them: https://github.com/dequelabs/axe-core */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** In pages that the engine was given to. */
    axe: typeof axe;
  }
}

const SCREENS = { desktop: { width: 1_280, height: 800 }, phone: { width: 390, height: 844 } } as const;
/** Names, roles and structure are the same in both: in the second, axe's rules about colours are enough. */
const SCHEMES: readonly { colorScheme: 'light' | 'dark'; runOnly?: axe.RunOnly }[] = [
  { colorScheme: 'light' },
  { colorScheme: 'dark', runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } },
];

/**
 * What is wrong with a page, on a desktop and a phone, light and dark: by axe's rules (rule, what is right, and the elements), and
 * what reaches beyond the screen's edge, and names of buttons and badges that are cut off.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  const found: string[] = [];
  // The engine is given to the page as the browser's debugger does, past the content policy.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  for (const [screen, size] of Object.entries(SCREENS)) {
    await page.setViewportSize(size);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > size.width) found.push(`${screen}: the page is ${width} px wide`);
    const cut = await page
      .locator('button, .mantine-Button-label, .mantine-Badge-label')
      .evaluateAll((named) =>
        named.filter((one) => one.scrollWidth > one.clientWidth + 1).map(({ textContent }) => textContent),
      );
    found.push(...cut.map((name) => `${screen}: “${name}” is cut off`));
    for (const { colorScheme, ...rules } of SCHEMES) {
      // Colours that are on their way would be measured half-way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator(`[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      const violations = await page.evaluate(async (rules) => {
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
        const { violations } = await window.axe.run(document, { resultTypes: ['violations'], ...rules });
        return violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, any }) => `${id} (${help}): ${target.join(' ')} ${any[0]?.message ?? ''}`),
        );
      }, rules);
      found.push(...violations.map((violation) => `${screen}, ${colorScheme}: ${violation}`));
    }
  }
  return found;
}
