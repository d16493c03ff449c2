/** Which addresses in an answer may become links. */

const allowed = new Set(["http:", "https:", "mailto:"]);

/** The address to link to, or undefined: `javascript:`, `data:`, relative ones and all else stay plain text. */
export function safeHref(text: string): string | undefined {
  // Browsers drop these inside a scheme, so "java\nscript:" would come alive.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return undefined;
  try {
    const url = new URL(text.trim());
    return allowed.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
