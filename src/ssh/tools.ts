/** Programs this layer runs on a host, and the Debian packages they come from; a minimal Debian has them all but procps. */
export const tools: Readonly<Record<string, readonly string[]>> = {
  dash: ['sh'],
  coreutils: [
    ...['base64', 'cat', 'cut', 'dd', 'env', 'head', 'install', 'ln', 'mkdir', 'mktemp', 'mv', 'readlink', 'rm'],
    ...['sha256sum', 'sleep', 'sort', 'stat', 'sync', 'tail', 'timeout', 'tr', 'true', 'wc'],
  ],
  diffutils: ['cmp'],
  findutils: ['find'],
  mawk: ['awk'],
  procps: ['ps'],
  'util-linux': ['flock', 'setsid'],
};
