/** gallifrey.xivo.vm.farm of http://gallifrey.xivo.vm.farm:80/, in lower case; undefined of what names no host. */
export function hostOf(target: string): string | undefined {
  return /^[a-z]+:\/\/([^/:]+)/.exec(target.toLowerCase())?.[1]?.replace(/\.$/, '');
}
