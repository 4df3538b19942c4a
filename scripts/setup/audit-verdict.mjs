/** What an answer of `npm audit --json` means for the build. */

/** @typedef {{ severity?: string, via?: (string | { title?: string, url?: string })[], range?: string }} Vulnerability */

/**
 * Every known hole fails the build, whatever its severity: who wants to go on nevertheless pins a mended version by
 * `overrides` in package.json. A registry that has no advisories (a mirror, say) can't fail it.
 *
 * @param {string} answer what npm printed
 * @returns {{ checked: boolean, holes: string[], reason: string | undefined }} `holes` names each package with its severity
 *   and the advisories; `reason` says why nothing was checked
 */
export function auditVerdict(answer) {
  const report = parsed(answer);
  if (!report?.vulnerabilities || !report.metadata) {
    return { checked: false, holes: [], reason: report?.message ?? report?.error?.summary ?? 'npm gave no report' };
  }
  const holes = Object.entries(report.vulnerabilities).map(([name, found]) => {
    const advisories = (found.via ?? []).map((via) =>
      typeof via === 'string' ? `through ${via}` : [via.title, via.url].filter(Boolean).join(' '),
    );
    return `${name} ${found.range ?? ''} (${found.severity ?? 'unknown severity'}): ${advisories.join('; ')}`;
  });
  return { checked: true, holes, reason: undefined };
}

/**
 * @param {string} answer
 * @returns {{ vulnerabilities?: Record<string, Vulnerability>, metadata?: object, message?: string, error?: { summary?: string } } | undefined}
 */
function parsed(answer) {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
