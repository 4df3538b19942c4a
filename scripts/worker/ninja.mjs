/** Writes the build file for ninja. */

/**
 * @typedef {object} NinjaBuild
 * @property {string[]} sources C++ files, relative to the build file
 * @property {string} compilerFlags
 * @property {string} linkerFlags
 * @property {string} output name of the executable
 */

/**
 * The text of a `build.ninja` that compiles each source and links them into one executable.
 *
 * @param {NinjaBuild} build
 * @returns {string}
 */
export function ninjaFile({ sources, compilerFlags, linkerFlags, output }) {
  const objects = sources.map((source) => `obj/${source}.o`);
  return [
    'ninja_required_version = 1.5',
    `cxxflags = ${compilerFlags}`,
    `ldflags = ${linkerFlags}`,
    '',
    'rule compile',
    '  command = g++ $cxxflags -MMD -MF $out.d -c $in -o $out',
    '  depfile = $out.d',
    '  deps = gcc',
    '  description = compile $in',
    '',
    'rule link',
    '  command = g++ $in $ldflags -o $out',
    '  description = link $out',
    '',
    ...sources.map((source, index) => `build ${escapePath(objects[index] ?? '')}: compile ${escapePath(source)}`),
    '',
    `build ${escapePath(output)}: link ${objects.map(escapePath).join(' ')}`,
    `default ${escapePath(output)}`,
    '',
  ].join('\n');
}

/** @param {string} path */
function escapePath(path) {
  return path.replace(/[$ :]/g, '$$$&');
}
