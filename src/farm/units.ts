const sizes: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const times: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Bytes of a size as storage and hypervisor read it (`512M`, `4G`: powers of 1024); undefined when it is not one. */
export function parseSize(text: string): number | undefined {
  return scaled(text.toUpperCase(), /^(\d{1,9})([KMGT])$/, sizes);
}

/** Seconds of a duration (`30s`, `30m`, `12h`, `7d`); undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  return scaled(text, /^(\d{1,9})([smhd])$/, times);
}

/** A size for people, at most one decimal: "30 GiB", "1.5 GiB", "512 MiB", "17 bytes". */
export function showSize(bytes: number): string {
  const unit = Object.keys(sizes)
    .reverse()
    .find((name) => bytes >= (sizes[name] ?? 0));
  if (!unit) return `${bytes} bytes`;
  return `${Number((bytes / (sizes[unit] ?? 1)).toFixed(1))} ${unit}iB`;
}

/** A size as farm.yaml has it: "4G", "512M"; rounded to whole mebibytes. */
export function writeSize(bytes: number): string {
  const mebibytes = Math.max(1, Math.round(bytes / 2 ** 20));
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}G` : `${mebibytes}M`;
}

function scaled(text: string, form: RegExp, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit] = form.exec(text) ?? [];
  const scale = units[unit ?? ''];
  return scale === undefined ? undefined : Number(number) * scale;
}
