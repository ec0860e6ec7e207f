/** ASCII capitals as small letters, all else as it is: how chat networks compare names. (Unicode would make K, the Kelvin sign, a k.) */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
