/**
 * The text with the letters A to Z made small, and no other: what IRC and its services take for the same (casemapping `ascii`). Unicode
 * has more letters that become one of these, such as the Kelvin sign, and they are other people's.
 */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
